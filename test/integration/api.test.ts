import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { TokenscopeApi, WindowOptions } from '../../src/api';
import { commandIds } from '../../src/contributions';
import samplers from '../golden/pytorch-samplers.json';

const sentence =
  'The cat sat on the mat! She saw a red ball rolling by, and jumped up to chase it. "Meow?" she wondered, looking at the ball that was now under the table @ 123 Main Street.';

async function activate(): Promise<TokenscopeApi> {
  const extension = vscode.extensions.getExtension<TokenscopeApi>('tokenscope.tokenscope');
  assert.ok(extension !== undefined, 'the extension is installed');
  return extension.activate();
}

const rounded = (values: Float32Array): string[] => Array.from(values, value => value.toFixed(4));

describe('the public API', () => {
  let api: TokenscopeApi;
  before(async () => {
    api = await activate();
  });

  it('has version 2 and the tokenizers that there are', () => {
    assert.equal(api.version, 2);
    assert.deepEqual(api.tokenizers, [
      'gpt2',
      'r50k_base',
      'p50k_base',
      'p50k_edit',
      'cl100k_base',
      'o200k_base',
      'bytes',
      'characters',
    ]);
  });

  it("encodes the chapter's sentence as the chapter does, with offsets that tile it", async () => {
    const { ids, starts, ends } = await api.encode(sentence);
    assert.deepEqual([...ids.slice(0, 10)], [464, 3797, 3332, 319, 262, 2603, 0, 1375, 2497, 257]);
    assert.equal(starts[0], 0);
    assert.equal(ends.at(-1), sentence.length);
    for (let i = 1; i < ids.length; i++) assert.equal(starts[i], ends[i - 1]);
    assert.equal(await api.count(sentence), ids.length);
    assert.equal(await api.decode(ids), sentence);
  });

  it('has bytes and characters as tokenizers', async () => {
    assert.deepEqual([...(await api.encode('é🦜', { tokenizer: 'bytes' })).ids], [195, 169, 240, 159, 166, 156]);
    assert.deepEqual([...(await api.encode('é🦜', { tokenizer: 'characters' })).ids], [233, 0x1f99c]);
    assert.equal(await api.decode([233, 0x1f99c], { tokenizer: 'characters' }), 'é🦜');
  });

  it("makes the chapter's word tokenizers, each under a name of its own that stays", async () => {
    const second = await api.openTokenizer({ kind: 'words', text: sentence });
    const { ids, starts } = await api.encode("Wassup yo, how's it going? <|endoftext|>", { tokenizer: second });
    assert.deepEqual([...ids], [39, 39, 2, 39, 39, 39, 19, 39, 5, 38]);
    assert.deepEqual([...starts].slice(0, 3), [0, 7, 9]);
    assert.equal(
      await api.decode(ids, { tokenizer: second }),
      '<|unk|> <|unk|>, <|unk|> <|unk|> <|unk|> it <|unk|>? <|endoftext|>',
    );
    assert.equal(await api.openTokenizer({ kind: 'words', text: sentence, version: 2, specialTokens: [] }), second);
    const first = await api.openTokenizer({ kind: 'words', text: sentence, version: 1 });
    assert.notEqual(first, second);
    assert.deepEqual([...(await api.encode(sentence, { tokenizer: first })).ids].slice(0, 4), [11, 17, 27, 24]);
    await assert.rejects(api.encode('wassup yo', { tokenizer: first }), /KeyError: 'wassup' at offset 0/);
    assert.equal(api.tokenizers.includes(first), false, 'it names those that come with Tokenscope');
  });

  it('names the field of a tokenizer source that is wrong', async () => {
    const open = (source: unknown): Promise<string> => api.openTokenizer(source as never);
    await assert.rejects(open(undefined), /^TypeError: source/);
    await assert.rejects(open({ kind: 'sentences', text: 'a' }), /^ValidationError: source\.kind/);
    await assert.rejects(open({ kind: 'words', text: 1 }), /^ValidationError: text/);
    await assert.rejects(open({ kind: 'words', text: ' ' }), /^RangeError: text: has no words/);
    await assert.rejects(open({ kind: 'words', text: 'a', version: 3 }), /^ValidationError: version/);
    await assert.rejects(open({ kind: 'words', text: 'a', specialTokens: ['a b'] }), /^RangeError: specialTokens\[0\]/);
  });

  it('makes no link of a value that it refuses: another extension may show what it says', async () => {
    const tokenizer = '[x](command:y)\u202e';
    for (const call of [api.encode('a', { tokenizer }), api.decode([1], { tokenizer }), api.count('a', { tokenizer })])
      await assert.rejects(
        async () => call,
        (error: Error) => error.message.includes('[x] (command:y)⟨U+202E⟩'),
      );
  });

  it('follows the policy for special tokens', async () => {
    const text = 'a<|endoftext|>';
    assert.deepEqual([...(await api.encode(text)).ids], [64, 50256]);
    assert.equal((await api.encode(text, { specialTokens: 'text' })).ids.includes(50256), false);
    await assert.rejects(api.encode(text, { specialTokens: 'error' }), /endoftext.*1/);
  });

  it("cuts the chapter's windows for strides 1, 2 and 4", async () => {
    const { ids } = await api.encode(sentence);
    const first = async (stride: number) => (await api.windows(ids, { maxLength: 4, stride, batchSize: 2 })).batch(0);
    assert.deepEqual(await first(1), {
      inputs: [
        [464, 3797, 3332, 319],
        [3797, 3332, 319, 262],
      ],
      targets: [
        [3797, 3332, 319, 262],
        [3332, 319, 262, 2603],
      ],
    });
    assert.deepEqual(await first(2), {
      inputs: [
        [464, 3797, 3332, 319],
        [3332, 319, 262, 2603],
      ],
      targets: [
        [3797, 3332, 319, 262],
        [319, 262, 2603, 0],
      ],
    });
    assert.deepEqual(await first(4), {
      inputs: [
        [464, 3797, 3332, 319],
        [262, 2603, 0, 1375],
      ],
      targets: [
        [3797, 3332, 319, 262],
        [2603, 0, 1375, 2497],
      ],
    });
    assert.equal((await api.windows(ids, { maxLength: 10, stride: 5 })).windowCount, 7);
  });

  /** What stands in the batches of windows of one token. */
  async function orderOf(count: number, options: Omit<WindowOptions, 'maxLength' | 'stride'>): Promise<number[][]> {
    const ids = Array.from({ length: count + 1 }, (_, i) => i);
    const batches = await api.windows(ids, { maxLength: 1, stride: 1, ...options });
    const order = [];
    for (let i = 0; i < batches.batchCount; i++) order.push((await batches.batch(i)).inputs.flat());
    return order;
  }

  it('shuffles as PyTorch does', async () => {
    assert.deepEqual(await orderOf(10, { batchSize: 2, shuffle: true, seed: 42 }), [
      [8, 0],
      [9, 1],
      [4, 5],
      [6, 3],
      [2, 7],
    ]);
  });

  it('finds neighbours of an expression and of a vector in the trained table', async () => {
    const queens = await api.neighbours('king - man + woman', { count: 5 });
    assert.equal(queens.length, 5);
    assert.ok(
      queens.some(({ text }) => text === ' queen'),
      JSON.stringify(queens),
    );
    const { token, dims } = await api.embed([3797], { graph: 'default' });
    assert.deepEqual([...dims], [1, 64]);
    const [cat, ...others] = await api.neighbours(token, { count: 4 });
    assert.deepEqual([cat!.id, cat!.text], [3797, ' cat']);
    assert.ok(
      others.some(({ text }) => text === ' cats'),
      JSON.stringify(others),
    );
    await assert.rejects(api.neighbours('king -'), /^RangeError: query: /);
    await assert.rejects(api.neighbours([1, 2]), /The query has 2 numbers; the table's vectors have 64/);
    await assert.rejects(api.neighbours('king', { count: 0 }), /count/);
    await assert.rejects(api.neighbours('king', { graph: 'other' as never }), /^TypeError: graph/);
  });

  it('shuffles with a generator, and deals out to ranks, as PyTorch does', async () => {
    for (const { seed, n, batch, drop_last: dropLast, epochs } of samplers.generator.slice(0, 2))
      assert.deepEqual(
        await orderOf(n, { batchSize: batch, dropLast, shuffle: true, seed: Number(seed), generator: true, epoch: 2 }),
        epochs[1],
      );
    for (const {
      seed,
      n,
      batch,
      drop_last: dropLast,
      shuffle,
      world_size: worldSize,
      rank,
      epochs,
    } of samplers.distributed)
      assert.deepEqual(
        await orderOf(n, { batchSize: batch, dropLast, shuffle, seed: Number(seed), worldSize, rank, epoch: 2 }),
        epochs[1],
      );
    await assert.rejects(orderOf(3, { rank: 1 }), /^TypeError: worldSize: /);
    await assert.rejects(orderOf(3, { worldSize: 2, rank: 2 }), /rank/);
  });

  it('embeds with seed 42 the vectors that the chapter prints', async () => {
    const { dims, token } = await api.embed([2, 1, 0], {
      seed: 42,
      vocabularySize: 3,
      hiddenSize: 4,
      contextLength: 3,
    });
    assert.deepEqual(dims, [3, 4]);
    assert.deepEqual(rounded(token), [
      '0.4617',
      '0.2674',
      '0.5349',
      '0.8094',
      '-1.1229',
      '-0.1863',
      '2.2082',
      '-0.6380',
      '0.3367',
      '0.1288',
      '0.2345',
      '0.2303',
    ]);
  });

  it('adds token and position vectors', async () => {
    const { token, position, input } = await api.embed([1, 2], {
      seed: 7,
      vocabularySize: 5,
      hiddenSize: 8,
      contextLength: 4,
    });
    input.forEach((value, i) => assert.equal(value, Math.fround(token[i]! + position[i]!)));
  });

  it('refuses ids that the graph has no row for, and sequences that are too long, with the numbers', async () => {
    const sizes = { seed: 1, vocabularySize: 3, hiddenSize: 4, contextLength: 3 };
    await assert.rejects(api.embed([0, 5], sizes), /5.*3|3.*5/);
    await assert.rejects(api.embed([0, 0, 0, 0], sizes), /4.*3|3.*4/);
  });

  it('names the argument that is wrong', async () => {
    await assert.rejects(api.encode(1 as unknown as string), /^\w*Error: text/);
    await assert.rejects(api.encode('a', { tokenizer: 'gpt9' }), /tokenizer/);
    await assert.rejects(api.count('a', { specialTokens: 'no' as 'text' }), /specialTokens/);
    await assert.rejects(api.decode('12' as unknown as number[]), /ids/);
    await assert.rejects(api.decode([-1]), /ids\[0\]/);
    await assert.rejects(api.decode([99_999_999]), /99999999/);
    await assert.rejects(api.windows([1, 2], { maxLength: 0, stride: 1 }), /maxLength/);
    await assert.rejects(api.windows([1, 2], { maxLength: 1, stride: 0 }), /stride/);
    await assert.rejects(
      api.windows([1, 2, 3], { maxLength: 1, stride: 1 }).then(batches => batches.batch(9)),
      /index/,
    );
    await assert.rejects(api.embed([], {}), /ids/);
    const none = null as unknown as undefined;
    await assert.rejects(api.encode('a', none), /^TypeError: options: expected an object, got null/);
    await assert.rejects(api.decode([1], none), /^TypeError: options/);
    await assert.rejects(api.embed([1], none), /^TypeError: options/);
    await assert.rejects(api.windows([1], none as unknown as { maxLength: 1; stride: 1 }), /^TypeError: options/);
    await assert.rejects(api.embed([0], { hiddenSize: 0 }), /hiddenSize/);
  });
});

describe('the extension', () => {
  it('registers every command of the manifest', async () => {
    await activate();
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const id of commandIds) assert.ok(registered.has(id), id);
  });

  it('copies the data loader of a text as PyTorch and as Ray Data', async () => {
    await activate();
    const document = await vscode.workspace.openTextDocument({ content: sentence });
    await vscode.window.showTextDocument(document);
    const options = { maxLength: 4, stride: 2, batchSize: 2, shuffle: true, seed: '42', epoch: 2, dropLast: true };
    const argument = { uri: document.uri.toString(), options };
    await vscode.commands.executeCommand('tokenscope.copyAsPyTorch', argument);
    const pytorch = await vscode.env.clipboard.readText();
    assert.ok(pytorch.includes(JSON.stringify(sentence)), pytorch);
    assert.match(pytorch, /torch\.manual_seed\(42\)\nfor _ in range\(1\):/);
    await vscode.commands.executeCommand('tokenscope.copyAsRayData');
    const ray = await vscode.env.clipboard.readText();
    assert.match(ray, /MAX_LENGTH = 4\nSTRIDE = 1\n/);
  });
});
