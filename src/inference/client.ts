import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { inferenceMethods, type InferenceMethods } from '../protocol/inference';
import type { CallOptions } from '../rpc/client';
import type { ParamsOf, ProgressOf, ResultOf } from '../rpc/method';
import { RestartingClient, type Started } from '../rpc/restartingClient';
import { BufferFile } from './bufferFile';
import { processPort } from './processPort';

export { askAgain } from './askAgain';

const defaultIdleTime = 5 * 60_000;
/** Characters kept of what the process writes before it ends. */
const keptOutput = 2000;

/**
 * The ONNX Runtime process, seen from the extension host: native code that crashes takes nothing else down. Started by the first call,
 * stopped when idle, started again by the next call, also after a crash. Requests carry everything they need, so a restart is not seen.
 *
 * @example
 * const client = new InferenceClient(join(dist, 'inference/main.js'));
 * const { card } = await client.call('open', { path });
 * const { token } = await client.call('run', { path, ids: Uint32Array.of(2, 1, 0), outputs: ['token'] });
 */
export class InferenceClient extends RestartingClient<InferenceMethods> {
  readonly #idleTime: number;
  #child: ChildProcess | undefined;
  #calls = 0;
  #idle: NodeJS.Timeout | undefined;

  /**
   * @param entry path of the process's bundle
   * @param idleTime milliseconds without a call after which the process is stopped
   */
  constructor(entry: string, idleTime = defaultIdleTime) {
    super('The embedding process', inferenceMethods, () => this.#fork(entry));
    this.#idleTime = idleTime;
  }

  /** Of the running process, for measurements. */
  get processId(): number | undefined {
    return this.isRunning ? this.#child?.pid : undefined;
  }

  override async call<K extends keyof InferenceMethods>(
    name: K,
    params: ParamsOf<InferenceMethods[K]>,
    options?: CallOptions<ProgressOf<InferenceMethods[K]>>,
  ): Promise<ResultOf<InferenceMethods[K]>> {
    clearTimeout(this.#idle);
    this.#calls++;
    const answer = super.call(name, params, options);
    const child = this.#child;
    // The process keeps the host alive only while an answer is awaited.
    child?.channel?.ref();
    try {
      return await answer;
    } finally {
      this.#calls--;
      if (this.#calls === 0) {
        child?.channel?.unref();
        this.#idle = setTimeout(() => this.stop(), this.#idleTime);
        this.#idle.unref();
      }
    }
  }

  override dispose(): void {
    clearTimeout(this.#idle);
    super.dispose();
  }

  #fork(entry: string): Started {
    const files = { outgoing: BufferFile.create(), incoming: BufferFile.create() };
    const handedOver = [files.outgoing, files.incoming];
    const child = fork(
      entry,
      handedOver.map(file => file?.identity ?? ''),
      {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        serialization: 'advanced',
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc', ...handedOver.map(file => file?.descriptor ?? 'ignore')],
      },
    );
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-keptOutput)));
    child.unref();
    child.channel?.unref();
    (child.stderr as Socket | null)?.unref();
    const detail = (): string => output.trim().split('\n').at(-1) ?? '';
    const port = processPort(child, { ...files, detail });
    port.onClose(() => {
      for (const file of handedOver) file?.close();
    });
    this.#child = child;
    return {
      port,
      kill: async () => {
        const ended = once(child, 'close');
        child.kill('SIGKILL');
        await ended;
      },
    };
  }
}
