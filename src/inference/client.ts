import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { basename } from 'node:path';
import { processPatience, type ProcessPatience } from '../base/bounds';
import { isCancellation } from '../base/cancellation';
import { inferenceMethods, type InferenceMethods } from '../protocol/inference';
import type { CallOptions } from '../rpc/client';
import { Deadlines } from '../rpc/deadlines';
import { DisconnectedError, TimeoutError } from '../rpc/errors';
import type { ParamsOf, ProgressOf, ResultOf } from '../rpc/method';
import { RestartingClient, type Started } from '../rpc/restartingClient';
import { BufferFile } from './bufferFile';
import { processPort } from './processPort';

export { askAgain } from './askAgain';

/** They may block the process within native code, or within a system call; all others work in steps. */
const quickRequests: readonly (keyof InferenceMethods)[] = ['open', 'tables', 'run', 'oneHot'];
/** Characters kept of what the process writes before it ends. */
const keptOutput = 2000;

/**
 * The ONNX Runtime process, seen from the extension host: native code that crashes takes nothing else down. Started by the first call,
 * stopped when idle, started again by the next call, also after a crash. Requests carry everything they need, so a restart is not seen.
 *
 * A request that gets no answer within its time, or that was cancelled and blocks the process all the same, ends the process: it rejects
 * with a {@link TimeoutError} that names its file and is not sent again; those that waited with it reject with a
 * {@link DisconnectedError} and may be.
 *
 * @example
 * const client = new InferenceClient(join(dist, 'inference/main.js'));
 * const { card } = await client.call('open', { path });
 * const { token } = await client.call('run', { path, ids: Uint32Array.of(2, 1, 0), outputs: ['token'] });
 */
export class InferenceClient extends RestartingClient<InferenceMethods> {
  readonly #patience: ProcessPatience;
  readonly #deadlines = new Deadlines();
  #child: ChildProcess | undefined;
  #calls = 0;
  #idle: NodeJS.Timeout | undefined;

  /**
   * @param entry path of the process's bundle
   * @param patience for tests: how long it waits
   */
  constructor(entry: string, patience: Partial<ProcessPatience> = {}) {
    super('The embedding process', inferenceMethods, () => this.#fork(entry));
    this.#patience = { ...processPatience, ...patience };
  }

  /** Of the running process, for measurements. */
  get processId(): number | undefined {
    return this.isRunning ? this.#child?.pid : undefined;
  }

  override async call<K extends keyof InferenceMethods>(
    name: K,
    params: ParamsOf<InferenceMethods[K]>,
    options: CallOptions<ProgressOf<InferenceMethods[K]>> = {},
  ): Promise<ResultOf<InferenceMethods[K]>> {
    clearTimeout(this.#idle);
    this.#calls++;
    const answer = this.#ask(name, params, options);
    const child = this.#child;
    // The process keeps the host alive only while an answer is awaited.
    child?.channel?.ref();
    try {
      return await answer;
    } finally {
      this.#calls--;
      if (this.#calls === 0) {
        child?.channel?.unref();
        this.#idle = setTimeout(() => this.stop(), this.#patience.idle);
        this.#idle.unref();
      }
    }
  }

  /** The answer, if it comes in time. */
  async #ask<K extends keyof InferenceMethods>(
    name: K,
    params: ParamsOf<InferenceMethods[K]>,
    options: CallOptions<ProgressOf<InferenceMethods[K]>>,
  ): Promise<ResultOf<InferenceMethods[K]>> {
    const isQuick = quickRequests.includes(name);
    const time = isQuick ? this.#patience.answer : this.#patience.silence;
    let missed: TimeoutError | undefined;
    const awaited = this.#deadlines.begin(time, () => {
      missed = new TimeoutError(
        `${fileOf(params)} gave no answer within ${time / 1000} seconds. The embedding process was ended, and starts anew without it. ` +
          'Choose another file, or try again.',
      );
      this.#restartWithout(params);
    });
    const onProgress = (value: ProgressOf<InferenceMethods[K]>): void => {
      awaited.heard();
      options.onProgress?.(value);
    };
    try {
      return await super.call(name, params, { ...options, onProgress });
    } catch (error) {
      if (isQuick && isCancellation(error) && awaited.isFirst) this.#checkIsAlive(params);
      throw missed ?? error;
    } finally {
      awaited.settled();
    }
  }

  /** What was cancelled may go on blocking the process, and everyone who asks later. */
  #checkIsAlive(cancelled: object): void {
    if (!this.isRunning) return;
    const asked = this.#child;
    super.call('alive', {}, { timeout: this.#patience.cancel }).catch((error: unknown) => {
      if (error instanceof TimeoutError && this.#child === asked) this.#restartWithout(cancelled);
    });
  }

  #restartWithout(params: object): void {
    this.stop(
      new DisconnectedError(`The embedding process was ended because ${fileOf(params)} gave no answer. Try again.`),
    );
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

/** The name of the file that a request is about. */
function fileOf(params: object): string {
  const { path, points } = params as { readonly path?: string; readonly points?: { readonly path?: string } };
  const name = path ?? points?.path;
  return name === undefined ? 'A request' : basename(name);
}
