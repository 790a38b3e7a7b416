import assert from 'node:assert/strict';
import type { EncodeOptions } from '../../../src/api';
import { maximumArgument, maximumWaiting } from '../../../src/base/bounds';
import type { EmbeddingGraphs } from '../../../src/host/embeddingGraphs';
import { createApi } from '../../../src/host/publicApi';
import { CostlyGraphError } from '../../../src/host/seededCost';
import type { SeededSpec } from '../../../src/host/seededSpec';
import type { InferenceClient } from '../../../src/inference/client';
import { RemoteError } from '../../../src/rpc/errors';
import type { TokenizerClient } from '../../../src/worker/client';

/** The API over a worker and a process of which the test says what they answer. */
function apiOver(answer: (name: string, params: Record<string, unknown>) => unknown) {
  const call = (name: string, params: Record<string, unknown>): Promise<unknown> =>
    new Promise(resolve => resolve(answer(name, params)));
  const graphs = {
    seeded: async (spec: SeededSpec) => call('seeded', { ...spec }),
    open: async (path: string) => call('open', { path }),
    run: async () => call('run', {}),
  };
  const tokenizers = { call } as unknown as TokenizerClient;
  return createApi(
    ['gpt2'],
    tokenizers,
    graphs as unknown as EmbeddingGraphs,
    tokenizers as unknown as InferenceClient,
    () => tokenizers,
  );
}

const throwing = (name: string): never =>
  Object.defineProperty({}, name, {
    get: () => {
      throw new Error('not today');
    },
  }) as never;

describe('what other extensions may send', () => {
  const counting = apiOver((_, { text, ids }) => (text as string | undefined)?.length ?? (ids as Uint32Array).length);
  const ones = (length: number): string => 'a'.repeat(length);

  it('is a text or ids up to a bound, and the message names the argument', async () => {
    assert.equal(await counting.count(ones(maximumArgument)), maximumArgument);
    const tooLong = /^RangeError: text: has a length of 33554433; at most 33554432 are taken\. Pass it in parts\./;
    await assert.rejects(counting.count(ones(maximumArgument + 1)), tooLong);
    await assert.rejects(counting.encode(ones(100_000_000)), /^RangeError: text: has a length of 100000000/);
    await assert.rejects(counting.openTokenizer({ kind: 'words', text: ones(maximumArgument + 1) }), tooLong);
    await assert.rejects(counting.decode({ length: 1e12 }), /^RangeError: ids: has a length of 1000000000000/);
  });

  it('is bounded in the sum of what waits, and taken again when that is answered', async () => {
    const waiting: ((count: number) => void)[] = [];
    const api = apiOver(() => new Promise<number>(resolve => waiting.push(resolve)));
    const text = ones(maximumArgument);
    const calls = Array.from({ length: maximumWaiting / maximumArgument }, () => api.count(text));
    await assert.rejects(api.count('a'), /^RangeError: text: has a length of 1, and calls with 67108864 wait/);
    waiting[0]!(7);
    assert.equal(await calls[0], 7);
    const last = api.count('a');
    for (const answer of waiting) answer(1);
    await Promise.resolve();
    waiting.at(-1)!(1);
    assert.deepEqual(await Promise.all([...calls.slice(1), last]), [1, 1]);
  });

  it('is named where its property throws, or an id does', async () => {
    const unread = /^TypeError: tokenizer: cannot be read: not today/;
    await assert.rejects(counting.count('a', throwing('tokenizer')), unread);
    await assert.rejects(counting.decode([1], throwing('tokenizer')), unread);
    await assert.rejects(counting.windows([1], throwing('maxLength')), /^TypeError: maxLength: cannot be read/);
    await assert.rejects(counting.embed([1], throwing('seed')), /^TypeError: seed: cannot be read/);
    await assert.rejects(counting.decode(throwing('length')), /^TypeError: ids: cannot be read/);
    await assert.rejects(counting.openTokenizer(throwing('text')), /^TypeError: text: cannot be read/);
    await assert.rejects(counting.count('a', 7 as EncodeOptions), /^TypeError: options: expected an object, got 7/);
    await assert.rejects(counting.decode([1, 2 ** 32]), /^ValidationError: ids\[1\]: .*4294967296/);
  });

  it('is named by what the worker and the process refuse', async () => {
    const refusing = (name: string, message: string) =>
      apiOver(asked => {
        if (asked === 'seeded') return {};
        throw new RemoteError(name, message);
      });
    const outside = refusing('RangeError', 'Token id 9 at index 0 is outside the vocabulary');
    await assert.rejects(outside.embed([9]), /ids: Token id 9/);
    await assert.rejects(outside.decode([9]), /ids: Token id 9/);
    await assert.rejects(refusing('RangeError', 'tokenizer: unknown').decode([9]), /: tokenizer: unknown/);
    await assert.rejects(refusing('UnknownWordError', "KeyError: 'a' at offset 0").count('a'), /: text: KeyError/);
    await assert.rejects(refusing('TimeoutError', 'late').count('a'), /^TimeoutError: late/);
  });

  it('draws no table of 64 GB, and says so of the argument', async () => {
    const api = apiOver((_, spec) => {
      throw new CostlyGraphError(spec as unknown as SeededSpec);
    });
    await assert.rejects(
      api.embed([1], { vocabularySize: 1 << 20, hiddenSize: 1 << 14 }),
      /^RangeError: vocabularySize: 1048576 vectors of hiddenSize 16384 would take 68\.8 GB on this disk; 0\.5 GB are/,
    );
  });

  it('is answered by an object that no extension can change for the others', () => {
    assert.ok(Object.isFrozen(counting) && Object.isFrozen(counting.tokenizers));
    assert.throws(() => Object.assign(counting, { count: () => 0 }), TypeError);
  });
});
