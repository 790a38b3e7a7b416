import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FileSource } from '../../../src/api';
import { bringTokenizer } from '../../../src/host/bringing';
import { openTokenizer } from '../../../src/host/openedTokenizers';
import { TokenizerClient } from '../../../src/worker/client';
import { bundleWorker } from '../../support/bundleWorker';

const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
const file = {
  added_tokens: [{ id: 300, content: '<s>', special: true }],
  normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
  decoder: {
    type: 'Sequence',
    decoders: [{ type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }],
  },
  model: {
    type: 'BPE',
    byte_fallback: true,
    vocab: Object.fromEntries([...bytes, 'a', 'b', '▁', 'ab', '▁ab'].map((token, id) => [token, id])),
    merges: [
      ['a', 'b'],
      ['▁', 'ab'],
    ],
  },
};

/** As much of VS Code's class as a file needs. */
const uriOf = (scheme: string, fsPath: string): FileSource['uri'] =>
  ({ scheme, fsPath }) as unknown as FileSource['uri'];

describe('bringing a tokenizer', function () {
  this.timeout(60_000);
  let bundle: ReturnType<typeof bundleWorker>;
  let folder: string;
  let client: TokenizerClient;
  const start = (): TokenizerClient => new TokenizerClient(bundle.entry, join(folder, 'storage'));
  const write = (name: string, content: string): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };

  before(() => {
    bundle = bundleWorker();
  });
  after(() => bundle.dispose());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokenscope-bringing-'));
    client = start();
  });
  afterEach(() => {
    client.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives a tokenizer that every worker then has, and that stays as it is when the file changes', async () => {
    const path = write('tokenizer.json', JSON.stringify(file));
    const brought = await bringTokenizer(start, { path, name: 'gemma', isOpened: false });
    assert.equal(brought.name, 'gemma');
    assert.equal(brought.vocabularySize, 301);
    assert.match(brought.runs, /^It runs exactly, because /);
    write('tokenizer.json', '{}');
    const text = '<s>ab ab';
    const { ids } = await client.call('encode', { text, tokenizer: 'gemma', specialTokens: 'encode' });
    assert.deepEqual([...ids], [300, 259, 260]);
    assert.equal(await client.call('decode', { ids, tokenizer: 'gemma' }), text);
    const offered = await client.call('tokenizers', {});
    const offer = offered.find(({ name }) => name === 'gemma');
    assert.ok(offer !== undefined);
    assert.equal(offer.vocabularySize, 301);
    assert.match(offer.about ?? '', /^BPE of a file that was brought\. It runs exactly/);
  });

  it('follows a document, and counts its windows', async () => {
    const path = write('tokenizer.json', JSON.stringify(file));
    await bringTokenizer(start, { path, name: 'gemma', isOpened: false });
    await client.call('open', { document: 1, tokenizer: 'gemma' });
    assert.equal(await client.call('append', { document: 1, text: 'ab ab é' }), 5);
    assert.equal(await client.call('edit', { document: 1, changes: [{ offset: 0, length: 1, text: 'b' }] }), 6);
  });

  it('opens for another extension, under a name that follows from the file', async () => {
    const path = write('tokenizer.json', JSON.stringify(file));
    const uri = uriOf('file', path);
    const name = await openTokenizer({ kind: 'file', uri }, client, start);
    assert.equal(await openTokenizer({ kind: 'file', uri }, client, start), name);
    assert.equal(await client.call('count', { text: 'ab', tokenizer: name, specialTokens: 'text' }), 1);
    await assert.rejects(
      openTokenizer({ kind: 'file', uri: uriOf('http', path) }, client, start),
      /uri: expected the Uri of a file/,
    );
  });

  it("reads minbpe's file, and GPT-2's two", async () => {
    const model = write('x.model', 'minbpe v1\n\n1\n<|end|> 258\n116 104\n256 101\n');
    assert.equal((await bringTokenizer(start, { path: model, name: 'minbpe', isOpened: false })).vocabularySize, 259);
    const idsOf = async (text: string, tokenizer: string): Promise<number[]> => [
      ...(await client.call('encode', { text, tokenizer, specialTokens: 'encode' })).ids,
    ];
    assert.deepEqual(await idsOf('the<|end|>', 'minbpe'), [257, 258]);
    assert.equal((await client.call('merges', { tokenizer: 'minbpe' })).length, 4);
    for (const { ending, text } of (await client.call('writtenTokenizer', { tokenizer: 'minbpe', format: 'gpt2' }))
      .files)
      write(`m${ending}`, text);
    await bringTokenizer(start, { path: join(folder, 'm-vocab.json'), name: 'two', isOpened: false });
    assert.deepEqual(await idsOf('the<|end|>', 'two'), [257, 258]);
    const wrong = write('y.model', 'minbpe v1\n\n0\n116 999\n');
    await assert.rejects(bringTokenizer(start, { path: wrong, name: 'y', isOpened: false }), /not there before it/);
  });

  it('refuses what is no tokenizer, and keeps nothing', async () => {
    const refused = async (content: string, expected: RegExp): Promise<void> => {
      const path = write('x.json', content);
      await assert.rejects(bringTokenizer(start, { path, name: 'x', isOpened: false }), expected);
    };
    await refused('{"model": 1}', /model/);
    await refused('IQ== 0\n', /pattern: is needed for a rank file/);
    await refused('version https://git-lfs.github.com/spec/v1', /Git LFS pointer/);
    await assert.rejects(bringTokenizer(start, { path: folder, name: 'x', isOpened: false }), /not a regular file/);
    const offered = await client.call('tokenizers', {});
    assert.ok(!offered.some(({ name }) => name === 'x'));
  });

  it('ends with its deadline, whatever the file', async () => {
    const path = write('tokenizer.json', JSON.stringify(file));
    await assert.rejects(
      bringTokenizer(start, { path, name: 'x', isOpened: false }, 1),
      /TimeoutError|no answer|time/i,
    );
  });
});
