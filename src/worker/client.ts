import { Worker } from 'node:worker_threads';
import { tokenizerMethods, type TokenizerMethods } from '../protocol/tokenizer';
import { RestartingClient } from '../rpc/restartingClient';
import { threadPort } from '../rpc/threadPort';

const name = 'The tokenizer worker';

/**
 * The tokenizer worker, seen from the extension host: started by the first call, started again after a crash.
 * A crash loses the worker's documents; whoever opened them hears `onDidRestart` and opens them again.
 */
export class TokenizerClient extends RestartingClient<TokenizerMethods> {
  /** @param entry path of the worker's bundle */
  constructor(entry: string) {
    super(name, tokenizerMethods, () => {
      const worker = new Worker(entry);
      worker.unref();
      return { port: threadPort(worker, name), kill: () => worker.terminate() };
    });
  }
}
