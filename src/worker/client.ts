import { Worker } from 'node:worker_threads';
import { tokenizerMethods, type TokenizerMethods } from '../protocol/tokenizer';
import { RestartingClient } from '../rpc/restartingClient';
import { threadPort } from '../rpc/threadPort';

const name = 'The tokenizer worker';

/**
 * Most of what an edit makes is garbage at once. V8's usual young generation of 16 MB semi-spaces is collected seldom, and then a keystroke
 * waits for milliseconds; a small one is collected often, for a fraction of one.
 */
const youngGenerationMegabytes = 3;

/**
 * The tokenizer worker, seen from the extension host: started by the first call, started again after a crash.
 * A crash loses the worker's documents; whoever opened them hears `onDidRestart` and opens them again.
 */
export class TokenizerClient extends RestartingClient<TokenizerMethods> {
  /**
   * @param entry path of the worker's bundle
   * @param storage path of a folder where it keeps the tokenizers that are made; without one they go with it
   */
  constructor(entry: string, storage?: string) {
    super(name, tokenizerMethods, () => {
      const worker = new Worker(entry, {
        workerData: { storage },
        resourceLimits: { maxYoungGenerationSizeMb: youngGenerationMegabytes },
      });
      worker.unref();
      return { port: threadPort(worker, name), kill: () => worker.terminate() };
    });
  }
}
