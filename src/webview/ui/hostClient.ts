import { isCancellation } from '../../base/cancellation';
import { RpcClient } from '../../rpc/client';
import type { Methods, ParamsOf } from '../../rpc/method';
import type { Port } from '../../rpc/port';

/** Asks the extension host, from a webview. What fails and is handled nowhere else is reported, so that nothing fails in silence. */
export class HostClient<const M extends Methods> extends RpcClient<M> {
  /** @param report shows a sentence about what failed */
  constructor(
    port: Port,
    methods: M,
    private readonly report: (sentence: string) => void,
  ) {
    super(port, methods);
  }

  /** Asks for something whose answer nobody awaits: a copy, a save, a reveal. */
  tell<K extends keyof M & string>(name: K, params: ParamsOf<M[K]>): void {
    this.call(name, params).catch((error: unknown) => this.failed(error));
  }

  /** Reports what a call, or work around one, ended with; a cancellation is no failure. */
  failed(error: unknown): void {
    if (isCancellation(error)) return;
    this.report(error instanceof Error ? error.message : String(error));
  }
}
