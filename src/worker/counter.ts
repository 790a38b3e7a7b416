import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { throwIfCancelled } from '../base/cancellation';
import { counterMethods, type CounterMethods, type JobCount } from '../protocol/counting';
import type { Handlers } from '../rpc/method';
import { serve } from '../rpc/server';
import { threadPort } from '../rpc/threadPort';
import { compileKernel } from '../tokenizer/bytePair/kernel';
import { TokenizerRegistry } from '../tokenizer/registry';
import type { Tokenizer } from '../tokenizer/tokenizer';
import { StretchCounter } from './fileStretch';

if (parentPort === null) throw new Error('The counter must be started as a worker thread');

/** One of the threads that share the counting of files; see countingPool.ts. */
const registry = new TokenizerRegistry(
  file => readFileSync(join(__dirname, 'vocabularies', file)),
  () => compileKernel(readFileSync(join(__dirname, 'kernel.wasm'))),
);
const open = new Map<number, Tokenizer>();
const counter = new StretchCounter();

const handlers: Handlers<CounterMethods> = {
  openTokenizer: ({ tokenizer, description }) => void open.set(tokenizer, registry.open(description)),
  countJobs: async ({ tokenizer, specialTokens, jobs }, { token }) => {
    const counts: JobCount[] = [];
    for (const job of jobs) {
      counts.push(counter.count(open.get(tokenizer)!, specialTokens, job));
      await nextTurn();
      throwIfCancelled(token);
    }
    return counts;
  },
  closeTokenizer: ({ tokenizer }) => void open.delete(tokenizer),
};

serve(threadPort(parentPort, 'The counter'), counterMethods, handlers);
