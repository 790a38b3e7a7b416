import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { openTokenizer, entriesOf } from '../../../src/host/openedTokenizers';
import { trainTokenizer, type TrainingRequest } from '../../../src/host/training';
import type { TrainingOptionsMessage } from '../../../src/protocol/training';
import { TokenizerClient } from '../../../src/worker/client';
import { KeptTokenizers } from '../../../src/worker/keptTokenizers';
import { bundleWorker } from '../../support/bundleWorker';
import { patterns } from '../tokenizer/oracle';
import { minbpe, minbpeEncode } from '../tokenizer/training/minbpe';

const text = 'The cat sat on the mat, and the cat saw the other cats. '.repeat(20);
const options: TrainingOptionsMessage = {
  vocabularySize: 276,
  pattern: 'gpt2',
  ties: 'first',
  minimumFrequency: 1,
  specialTokens: ['<|endoftext|>'],
};

describe('training in the worker', function () {
  this.timeout(60_000);
  let bundle: ReturnType<typeof bundleWorker>;
  let storage: string;
  let client: TokenizerClient;
  const start = (): TokenizerClient => new TokenizerClient(bundle.entry, storage);
  const request = (changes: Partial<TrainingRequest> = {}): TrainingRequest => ({
    name: 'mine',
    options,
    parts: [text.slice(0, 7), text.slice(7)],
    isOpened: false,
    ...changes,
  });

  before(() => {
    bundle = bundleWorker();
  });
  after(() => bundle.dispose());
  beforeEach(() => {
    storage = mkdtempSync(join(tmpdir(), 'tokenscope-training-'));
    client = start();
  });
  afterEach(() => {
    client.dispose();
    rmSync(storage, { recursive: true, force: true });
  });

  it('writes a tokenizer for other tools, and says what is lost', async () => {
    await trainTokenizer(start, request());
    const { files, losses } = await client.call('writtenTokenizer', { tokenizer: 'mine', format: 'tiktoken' });
    assert.equal(files[0]!.text.split('\n').length, 276 + 1);
    assert.match(losses.join(' '), /pattern gpt2.*special tokens; 1 are left out/);
    await assert.rejects(
      client.call('writtenTokenizer', { tokenizer: 'gpt2', format: 'tiktoken' }),
      /was not trained here/,
    );
  });

  it('makes a tokenizer that every worker then has, with the ids of minbpe', async () => {
    const made = await trainTokenizer(start, request());
    assert.deepEqual(made, { name: 'mine', vocabularySize: 277, merges: 20, hasTooLong: false });
    const merges = minbpe(text.match(patterns.gpt2)!, 20);
    const found = await client.call('merges', { tokenizer: 'mine' });
    assert.deepEqual(
      [...found],
      merges.flatMap(({ left, right }) => [left, right]),
    );
    const sentence = 'The other mats sat<|endoftext|>';
    const { ids } = await client.call('encode', { text: sentence, tokenizer: 'mine', specialTokens: 'encode' });
    const expected = 'The other mats sat'.match(patterns.gpt2)!.flatMap(piece => minbpeEncode(piece, merges));
    assert.deepEqual([...ids], [...expected, 276]);
    const offer = (await client.call('tokenizers', {})).find(({ name }) => name === 'mine');
    assert.equal(offer!.vocabularySize, 277);
    assert.match(offer!.about!, /20 merges/);
    assert.deepEqual(await client.call('trainingOf', { tokenizer: 'mine' }), options);
    assert.equal(await client.call('trainingOf', { tokenizer: 'gpt2' }), undefined);
  });

  it('gives other merges another name, and the same ones the same', async () => {
    await trainTokenizer(start, request());
    assert.equal((await trainTokenizer(start, request())).name, 'mine');
    assert.equal((await trainTokenizer(start, request({ parts: ['another text'] }))).name, 'mine (2)');
  });

  it('stops when no pair is left, or none that is frequent enough, and says so', async () => {
    const none = await trainTokenizer(start, request({ parts: ['ab ab'] }));
    assert.deepEqual([none.stopped, none.merges], ['noPair', 2]);
    const rare = { ...options, minimumFrequency: 3 };
    const few = await trainTokenizer(start, request({ parts: ['ab ab'], options: rare }));
    assert.deepEqual([few.stopped, few.merges], ['minimumFrequency', 0]);
    const long = { ...options, pattern: 'none', vocabularySize: 1000 } as const;
    assert.equal((await trainTokenizer(start, request({ parts: ['a'.repeat(4096)], options: long }))).hasTooLong, true);
  });

  it('refuses an empty text, fewer than 256 tokens and special tokens that cannot be', async () => {
    await assert.rejects(trainTokenizer(start, request({ parts: [] })), /text: is empty/);
    const small = { ...options, vocabularySize: 255 };
    await assert.rejects(
      trainTokenizer(start, request({ options: small })),
      /vocabularySize: expected an integer from 256/,
    );
    const twice = { ...options, specialTokens: ['a', 'a'] };
    await assert.rejects(trainTokenizer(start, request({ options: twice })), /specialTokens\[1\]: "a" is there twice/);
  });

  it('is cancelled, and keeps nothing', async () => {
    const source = new CancellationSource();
    let state = 1;
    const letter = (): string => String.fromCharCode(97 + ((state = (state * 48_271) % 0x7fff_ffff) % 26));
    const long = Array.from({ length: 400_000 }, letter).join('');
    const many = { ...options, pattern: 'none', vocabularySize: 30_000 } as const;
    const running = trainTokenizer(start, request({ parts: [long], options: many }), {
      token: source.token,
      onProgress: () => source.cancel(),
    });
    await assert.rejects(running, { name: 'CancellationError' });
    assert.throws(() => readdirSync(join(storage, 'tokenizers')));
  });

  it('reads the text files of a folder, and tells what they cost beside another tokenizer', async () => {
    const folder = join(storage, 'files');
    mkdirSync(folder);
    const files = [text, 'größer 🙂 and the cats\n', 'let a = 1;\n'.repeat(30)];
    files.forEach((content, index) => writeFileSync(join(folder, `${index}.txt`), content));
    writeFileSync(join(folder, 'binary.bin'), Uint8Array.of(0, 1, 2));
    const read: number[] = [];
    const selection = { base: folder, roots: [folder], exclude: [] };
    const many = { ...options, vocabularySize: 300 };
    const made = await trainTokenizer(start, request({ options: many, parts: selection, beside: 'gpt2' }), {
      onRead: ({ files }) => read.push(files),
    });
    assert.deepEqual(made.read, { files: 3, bytes: Buffer.byteLength(files.join('')), skipped: 1 });
    assert.deepEqual(read, [1, 2, 3, 4]);
    const countOf = async (tokenizer: string): Promise<number> => {
      const counts = files.map(text => client.call('count', { text, tokenizer, specialTokens: 'encode' }));
      return (await Promise.all(counts)).reduce((sum, each) => sum + each, 0);
    };
    const { tokens, own, pieces } = made.costs!;
    assert.deepEqual([tokens, own], [await countOf('gpt2'), await countOf('mine')]);
    for (const { count, tokens, own } of pieces) assert.ok(count > 0 && tokens > own);
    const lost = pieces.map(({ count, tokens, own }) => count * (tokens - own));
    assert.deepEqual(
      lost,
      [...lost].sort((a, b) => b - a),
    );
  });

  it('is opened by another extension under a name that follows from the merges', async () => {
    const source = { kind: 'bytePair', text, vocabularySize: 260, specialTokens: ['<pad>'] } as const;
    const name = await openTokenizer(source, client, start);
    assert.equal(await openTokenizer({ ...source, pattern: 'gpt2' }, client, start), name);
    assert.notEqual(await openTokenizer({ ...source, pattern: 'none' }, client, start), name);
    assert.ok((await client.call('tokenizers', {})).every(offer => offer.name !== name));
    const entries = entriesOf(await client.call('allTokens', { tokenizer: name }));
    assert.deepEqual(entries[97], { id: 97, bytes: Uint8Array.of(97), special: false });
    assert.deepEqual(entries[260], { id: 260, bytes: new Uint8Array(Buffer.from('<pad>')), special: true });
    await assert.rejects(client.call('merges', { tokenizer: 'gpt2' }), /was not trained here/);
    const wrong = { ...source, ties: 'last' as 'first' };
    await assert.rejects(openTokenizer(wrong, client, start), /ties: expected one of first, smallest/);
  });

  it('is kept in a file that is refused when it is damaged', async () => {
    await trainTokenizer(start, request());
    const folder = join(storage, 'tokenizers');
    const kept = new KeptTokenizers(folder, 5);
    const path = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(path, 'utf8');
    assert.equal(kept.find('mine')!.kind, 'trained');
    const [head, first, ...others] = whole.split('\n') as [string, string, ...string[]];
    for (const content of [
      '',
      whole.replace('"mine"', '"other"'),
      [head, ...others].join('\n'),
      [head, first, first, ...others.slice(1)].join('\n'),
      [head, '97 300', ...others].join('\n'),
      [head, 'x y', ...others].join('\n'),
    ]) {
      writeFileSync(path, content);
      assert.throws(() => kept.find('mine'), /its file is damaged .*Make the tokenizer again/s, content);
    }
  });
});
