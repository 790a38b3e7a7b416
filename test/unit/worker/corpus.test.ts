import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { TokenizerClient } from '../../../src/worker/client';
import { bundleWorker } from '../../support/bundleWorker';

const options = { maxLength: 3, stride: 3, batchSize: 1, shuffle: false, seed: '1', epoch: 1, dropLast: true };
const separator = 50256;

describe('a corpus of several files', () => {
  let bundle: ReturnType<typeof bundleWorker>;
  let client: TokenizerClient;
  let base: string;
  let next = 100;
  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(base, name), content);
  const idsOf = async (text: string) => [
    ...(await client.call('encode', { text, tokenizer: 'gpt2', specialTokens: 'encode' })).ids,
  ];
  const open = async (call: object = {}) => {
    const document = next++;
    const selection = { base, roots: [base], exclude: [] };
    const params = { document, tokenizer: 'gpt2', specialTokens: 'encode' as const, selection, ...call };
    return { document, summary: await client.call('openCorpus', params) };
  };
  const windowsOf = async (document: number, changed: object = {}) => {
    const page = await client.call('windows', {
      document,
      options: { ...options, ...changed },
      firstRow: 0,
      rowCount: 500,
    });
    return { ...page, rowIds: page.rows.map((_, i) => [...page.ids.subarray(i * 4, i * 4 + 4)]) };
  };

  before(() => {
    bundle = bundleWorker();
    client = new TokenizerClient(bundle.entry);
  });
  beforeEach(() => (base = realpathSync(mkdtempSync(join(tmpdir(), 'tokenscope-corpus-')))));
  afterEach(() => rmSync(base, { recursive: true, force: true }));
  after(() => {
    client.dispose();
    bundle.dispose();
  });

  it('joins the files in the order of their names with <|endoftext|> between them', async () => {
    write('b.txt', 'a red ball');
    write('a.txt', 'The cat sat on the mat');
    const { document, summary } = await open();
    const expected = [...(await idsOf('The cat sat on the mat')), separator, ...(await idsOf('a red ball'))];
    assert.deepEqual(summary, {
      files: 2,
      separator: '<|endoftext|>',
      tokenCount: expected.length,
      bytes: 32,
      skipped: [],
      skippedCount: 0,
    });
    const path = join(bundle.folder, 'ids.bin');
    await client.call('exportTokens', { document, options, what: 'ids', format: 'bin', type: 'int32', path });
    const bytes = readFileSync(path);
    assert.deepEqual([...new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)], expected);
  });

  it('joins the files with nothing between them where the tokenizer has no end of text', async () => {
    write('a.txt', 'The é🦜');
    write('b.txt', 'cat');
    const { document, summary } = await open({ tokenizer: 'characters' });
    assert.deepEqual([summary.separator, summary.tokenCount], [undefined, 9]);
    const { rowIds } = await windowsOf(document, { crossFiles: true });
    assert.deepEqual(
      rowIds,
      ['The ', ' é🦜c'].map(part => Array.from(part, c => c.codePointAt(0)!)),
    );
  });

  it('lets windows cross from file to file only if asked', async () => {
    write('a.txt', 'The cat sat on the mat');
    write('b.txt', 'She saw a red ball rolling');
    const { document } = await open();
    const all = [...(await idsOf('The cat sat on the mat')), separator, ...(await idsOf('She saw a red ball rolling'))];
    const first = all.indexOf(separator) + 1;
    const crossing = await windowsOf(document, { crossFiles: true });
    assert.deepEqual(crossing.rowIds, [all.slice(0, 4), all.slice(3, 7), all.slice(6, 10), all.slice(9, 13)]);
    const apart = await windowsOf(document, { crossFiles: false });
    // The separator is the last target of the first file's last window.
    assert.deepEqual(apart.rowIds, [all.slice(0, 4), all.slice(3, 7), all.slice(first, first + 4)]);
    assert.deepEqual(
      apart.rows.map(({ file }) => file),
      ['a.txt', 'a.txt', 'b.txt'],
    );
    const { totals } = await client.call('coverage', { document, options: { ...options, crossFiles: false }, bins: 4 });
    assert.equal(totals!.inputs, 9);
    const holding = await client.call('windowsOfToken', {
      document,
      options: { ...options, crossFiles: false },
      token: first,
    });
    assert.deepEqual([holding.first, [...holding.rows], [...holding.starts]], [2, [2], [first]]);
  });

  it('skips what holds no text, by name and with the reason, and reads the rest', async () => {
    write('a.txt', 'The cat');
    write('binary.dat', Uint8Array.of(0x89, 0x50, 0, 1, 2));
    write('empty.txt', '');
    write('latin.txt', Uint8Array.from(Buffer.from('caf\xe9 au lait', 'latin1')));
    write('utf16.txt', Buffer.from('\ufeffThe cat', 'utf16le'));
    const { summary } = await open({ selection: { base, roots: [base, join(base, 'gone.txt')], exclude: [] } });
    assert.equal(summary.files, 1);
    assert.deepEqual(summary.skipped, [
      { name: 'gone.txt', reason: 'is no longer there' },
      { name: 'binary.dat', reason: 'is binary' },
      { name: 'empty.txt', reason: 'is empty' },
      { name: 'latin.txt', reason: 'is not UTF-8 from about byte 4 on; save it as UTF-8' },
      { name: 'utf16.txt', reason: 'is UTF-16; save it as UTF-8' },
    ]);
    assert.equal(summary.tokenCount, 2);
  });

  it('leaves out what has special tokens where they are an error', async () => {
    write('a.txt', 'The cat<|endoftext|>');
    write('b.txt', 'a red ball');
    const { summary } = await open({ specialTokens: 'error' });
    assert.deepEqual(summary.skipped, [
      { name: 'a.txt', reason: 'has the special token <|endoftext|>, which encode(text) refuses' },
    ]);
    assert.equal(summary.tokenCount, 3);
  });

  it('finds the place of every token in its file, and the token of a place', async () => {
    // Longer than a checkpoint's distance; lines of every kind; a byte order mark, which no editor shows.
    const line = (i: number): string =>
      `${i}: the 🙂 café sat on 漢字 the mat${i % 3 === 0 ? '\r\n' : i % 3 === 1 ? '\n' : '\r'}`;
    const text = Array.from({ length: 4000 }, (_, i) => line(i)).join('');
    write('a.txt', 'The cat');
    write('b.txt', `\ufeff${text}`);
    const { document, summary } = await open();
    const { ids, starts, ends } = await client.call('encode', { text, tokenizer: 'gpt2', specialTokens: 'encode' });
    assert.equal(summary.tokenCount, 3 + ids.length);
    const placeOf = (offset: number): { line: number; character: number } => {
      const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
      return { line: lines.length - 1, character: lines.at(-1)!.length };
    };
    for (const token of [0, 1, 5000, 8191, 8192, 8193, 40_000, ids.length - 3]) {
      const place = await client.call('corpusPlace', { document, first: 3 + token, last: 3 + token + 2 });
      assert.equal(place.name, 'b.txt');
      assert.deepEqual([place.start, place.end], [placeOf(starts[token]!), placeOf(ends[token + 1]!)]);
      if (token > 0 && starts[token] === starts[token - 1]) continue;
      const found = await client.call('corpusToken', { document, path: join(base, 'b.txt'), ...place.start });
      assert.deepEqual(found, { index: 3 + token, text: text.slice(starts[token], ends[token]) });
    }
    // The separator stands after the last character; tokens after it are in another file.
    const { start, end, name } = await client.call('corpusPlace', { document, first: 2, last: 9 });
    assert.deepEqual([name, start, end], ['a.txt', { line: 0, character: 7 }, { line: 0, character: 7 }]);
    const whole = await client.call('corpusPlace', { document, first: 0, last: 9 });
    assert.deepEqual(
      [whole.start, whole.end],
      [
        { line: 0, character: 0 },
        { line: 0, character: 7 },
      ],
    );
  });

  it('says which file has changed or is gone when somebody wants to see a place in it', async () => {
    write('a.txt', 'The cat');
    write('b.txt', 'a red ball');
    const { document } = await open();
    write('a.txt', 'The cats!');
    rmSync(join(base, 'b.txt'));
    const place = (first: number) => client.call('corpusPlace', { document, first, last: first + 1 });
    await assert.rejects(place(0), /a\.txt has changed since it was read\. Read the files again\./);
    await assert.rejects(place(4), /b\.txt is no longer there\. Read the files again\./);
    // The windows are still those that were read.
    assert.deepEqual((await windowsOf(document, { crossFiles: true })).problems, []);
  });

  it('can be given up, with progress until then, and the worker goes on', async () => {
    for (let i = 0; i < 20; i++) write(`${i}.txt`, 'The cat sat on the mat. '.repeat(20_000));
    const source = new CancellationSource();
    const seen: number[] = [];
    const reading = client.call(
      'openCorpus',
      { document: next, tokenizer: 'gpt2', specialTokens: 'encode', selection: { base, roots: [base], exclude: [] } },
      {
        token: source.token,
        onProgress: ({ files, of }) => {
          seen.push(files / of);
          if (files === 3) source.cancel();
        },
      },
    );
    await assert.rejects(reading, { name: 'CancellationError' });
    assert.ok(seen.length >= 3);
    await assert.rejects(windowsOf(next++), /is not open/);
    assert.equal((await idsOf('The cat')).length, 2);
  });

  it('says which of its files have changed, have come or are gone, and which have not', async () => {
    write('a.txt', 'The cat');
    write('b.txt', 'sat');
    write('empty.txt', '');
    const { document } = await open();
    const changes = () => client.call('corpusChanges', { document });
    assert.deepEqual(await changes(), { changed: 0, added: 0, removed: 0 });
    write('a.txt', 'The cat sat');
    write('c.txt', 'on');
    rmSync(join(base, 'b.txt'));
    assert.deepEqual(await changes(), { changed: 1, added: 1, removed: 1 });
  });
});
