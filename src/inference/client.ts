import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Disposable } from '../base/disposable';
import { inferenceMethods, type InferenceMethods } from '../protocol/inference';
import { RpcClient, type CallOptions } from '../rpc/client';
import { DisconnectedError } from '../rpc/errors';
import type { ParamsOf, ProgressOf, ResultOf } from '../rpc/method';
import { BufferFile } from './bufferFile';
import { processPort } from './processPort';

/** A process that ends this often without answering anything in between is not started again. */
const maximumRestarts = 5;
const defaultIdleTime = 5 * 60_000;
/** Characters kept of what the process writes before it ends. */
const keptOutput = 2000;

interface Running {
  readonly child: ChildProcess;
  readonly client: RpcClient<InferenceMethods>;
}

/**
 * The ONNX Runtime process, seen from the extension host: native code that crashes takes nothing else down. Started by the first call,
 * stopped when idle, started again by the next call, also after a crash. Requests carry everything they need, so a restart is not seen.
 *
 * @example
 * const client = new InferenceClient(join(dist, 'inference/main.js'));
 * const { card } = await client.call('open', { path });
 * const { token } = await client.call('run', { path, ids: Uint32Array.of(2, 1, 0), outputs: ['token'] });
 */
export class InferenceClient implements Disposable {
  readonly #entry: string;
  readonly #idleTime: number;
  #running: Running | undefined;
  #failures = 0;
  #calls = 0;
  #idle: NodeJS.Timeout | undefined;
  #disposed = false;

  /**
   * @param entry path of the process's bundle
   * @param idleTime milliseconds without a call after which the process is stopped
   */
  constructor(entry: string, idleTime = defaultIdleTime) {
    this.#entry = entry;
    this.#idleTime = idleTime;
  }

  /** Whether a process is running at the moment. */
  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Of the running process, for measurements. */
  get processId(): number | undefined {
    return this.#running?.child.pid;
  }

  async call<K extends keyof InferenceMethods>(
    name: K,
    params: ParamsOf<InferenceMethods[K]>,
    options?: CallOptions<ProgressOf<InferenceMethods[K]>>,
  ): Promise<ResultOf<InferenceMethods[K]>> {
    const { client, child } = this.#start();
    this.#calls++;
    child.channel?.ref();
    clearTimeout(this.#idle);
    try {
      const result = await client.call(name, params, options);
      this.#failures = 0;
      return result;
    } catch (error) {
      // An error that the process answers with is an answer.
      if (!(error instanceof DisconnectedError)) this.#failures = 0;
      throw error;
    } finally {
      this.#calls--;
      if (this.#calls === 0) child.channel?.unref();
      if (this.#calls === 0 && !this.#disposed) {
        this.#idle = setTimeout(() => this.#stop(), this.#idleTime);
        this.#idle.unref();
      }
    }
  }

  /** Ends the process without warning, as a crash would. For tests. */
  async kill(): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    running.child.kill('SIGKILL');
    await once(running.child, 'close');
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#idle);
    this.#stop();
  }

  #stop(): void {
    const running = this.#running;
    this.#running = undefined;
    running?.client.dispose();
    running?.child.kill();
  }

  #start(): Running {
    if (this.#disposed) throw new DisconnectedError('The embedding process has been shut down');
    if (this.#running !== undefined) return this.#running;
    if (this.#failures > maximumRestarts) {
      throw new DisconnectedError(
        `The embedding process failed ${this.#failures} times in a row. Reload the window to try again.`,
      );
    }
    const files = { outgoing: BufferFile.create(), incoming: BufferFile.create() };
    const { outgoing, incoming } = files;
    const child = fork(
      this.#entry,
      [outgoing, incoming].map(file => file?.identity ?? ''),
      {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
        serialization: 'advanced',
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc', outgoing?.descriptor ?? 'ignore', incoming?.descriptor ?? 'ignore'],
      },
    );
    let output = '';
    child.stderr?.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-keptOutput)));
    // The process keeps the host alive only while an answer is awaited.
    child.unref();
    child.channel?.unref();
    (child.stderr as Socket | null)?.unref();
    const lastLine = (): string => output.trim().split('\n').at(-1) ?? '';
    const running = {
      child,
      client: new RpcClient(processPort(child, { ...files, detail: lastLine }), inferenceMethods),
    };
    const ended = (): void => {
      outgoing?.close();
      incoming?.close();
      if (this.#running !== running) return;
      this.#running = undefined;
      this.#failures++;
    };
    child.on('close', ended);
    child.on('error', ended);
    this.#running = running;
    return running;
  }
}
