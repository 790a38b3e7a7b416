import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptTokenizers } from '../../../src/worker/keptTokenizers';
import { TokenizerClient } from '../../../src/worker/client';
import { describeWords } from '../../../src/tokenizer/words/vocabulary';
import { bundleWorker } from '../../support/bundleWorker';

const sample = readFileSync(join(__dirname, '../../../media/samples/the-cat.txt'), 'utf8');
const loader = { maxLength: 4, stride: 1, batchSize: 2, shuffle: false, seed: '123', epoch: 1, dropLast: true };
const chapterIds = [11, 17, 27, 24, 32, 22, 0, 9, 28, 12];

describe('word tokenizers in the worker', () => {
  let bundle: ReturnType<typeof bundleWorker>;
  let client: TokenizerClient;
  let storage: string;
  let document = 0;

  async function open(tokenizer: string, text: string): Promise<number> {
    const id = ++document;
    await client.call('open', { document: id, tokenizer });
    await client.call('append', { document: id, text });
    return id;
  }
  async function make(version: 1 | 2, text = sample, specialTokens: string[] = []): Promise<string> {
    const id = await open('gpt2', text);
    const { name } = await client.call('makeWords', { document: id, name: 'the-cat', version, specialTokens });
    return name;
  }
  const idsOf = async (id: number): Promise<number[]> => [
    ...(await client.call('ids', { document: id, first: 0, last: 1000 })).ids,
  ];

  before(() => {
    bundle = bundleWorker();
  });
  after(() => bundle.dispose());
  beforeEach(() => {
    storage = mkdtempSync(join(tmpdir(), 'tokenscope-storage-'));
    client = new TokenizerClient(bundle.entry, storage);
  });
  afterEach(() => {
    client.dispose();
    rmSync(storage, { recursive: true, force: true });
  });

  it('are in the list at once, and still after a crash and for another worker', async () => {
    const name = await make(2);
    const offer = (await client.call('tokenizers', {})).find(each => each.name === name);
    assert.equal(offer?.vocabularySize, 40);
    assert.deepEqual((await idsOf(await open(name, sample))).slice(0, 10), chapterIds);
    await client.kill();
    assert.deepEqual((await idsOf(await open(name, sample))).slice(0, 10), chapterIds);
    const other = new TokenizerClient(bundle.entry, storage);
    try {
      assert.equal(await other.call('count', { text: sample, tokenizer: name, specialTokens: 'encode' }), 44);
    } finally {
      other.dispose();
    }
  });

  it('never change what a name stands for', async () => {
    assert.equal(await make(2), 'the-cat');
    assert.equal(await make(2), 'the-cat', 'the same words');
    assert.equal(await make(1), 'the-cat (2)');
    assert.equal(await make(2, 'Another text'), 'the-cat (3)');
    assert.equal(await make(2, 'Another text'), 'the-cat (3)');
    assert.deepEqual((await idsOf(await open('the-cat', sample))).slice(0, 10), chapterIds);
  });

  it('live as long as the worker without a storage', async () => {
    client.dispose();
    client = new TokenizerClient(bundle.entry);
    const name = await make(2, sample, ['[PAD]']);
    assert.deepEqual(await idsOf(await open(name, 'the [PAD]')), [32, 40]);
    assert.equal((await client.call('tokenizers', {})).at(-1)!.name, name);
  });

  it('say of blanks that they belong to no token', async () => {
    const id = await open(await make(2), '  The  dog ');
    assert.equal((await client.call('statistics', { document: id, selections: [] })).tiles, false);
    const at = (offset: number) => client.call('segment', { document: id, offset });
    assert.deepEqual(await at(1), { first: 0, tokenCount: 2, start: 0, end: 2, text: '  ', tokens: [] });
    assert.deepEqual(
      (await at(3))!.tokens.map(({ id }) => id),
      [11],
    );
    assert.deepEqual(await at(5), { first: 1, tokenCount: 2, start: 5, end: 7, text: '  ', tokens: [] });
    const unknown = await at(8);
    assert.deepEqual([unknown!.text, unknown!.tokens.map(({ id, special }) => [id, special])], ['dog', [[39, true]]]);
    assert.deepEqual(await at(10), { first: 2, tokenCount: 2, start: 10, end: 11, text: ' ', tokens: [] });
    const selected = await client.call('statistics', { document: id, selections: [{ start: 5, end: 7 }] });
    assert.equal(selected.selected, 0);
  });

  it('refuse windows of a text with a word that V1 does not have, and name the place; edits change that', async () => {
    const id = await open(await make(1), 'The cat\nwassup yo, the cat sat');
    const page = () => client.call('windows', { document: id, options: loader, firstRow: 0, rowCount: 1 });
    assert.deepEqual((await page()).problems, [
      { kind: 'unknownWord', field: 'tokenizer', word: 'wassup', line: 2, column: 1 },
    ]);
    const { refusal, tokens } = await client.call('statistics', { document: id, selections: [] });
    assert.deepEqual([refusal?.kind, tokens], ['unknownWord', 6]);
    await assert.rejects(client.call('decoded', { document: id }), /KeyError: 'wassup' at offset 8/);
    await client.call('edit', { document: id, changes: [{ offset: 8, length: 9, text: 'a cat' }] });
    assert.deepEqual((await page()).problems, []);
    assert.deepEqual([...(await page()).ids.slice(0, 4)], [11, 17, 12, 17]);
    await assert.rejects(
      client.call('encode', { text: 'wassup', tokenizer: 'the-cat', specialTokens: 'encode' }),
      (error: Error) => error.name === 'UnknownWordError' && error.message === "KeyError: 'wassup' at offset 0",
    );
  });

  it('report each unknown word, its count and its places', async () => {
    const id = await open(await make(2), "Wassup yo, how's it going? yo");
    const report = await client.call('unknownWords', { document: id, mostPlaces: 100 });
    assert.deepEqual(
      { ...report, words: report.words.map(({ word, count, offsets }) => [word, count, [...offsets]]) },
      {
        isPossible: true,
        token: '<|unk|>',
        total: 7,
        distinct: 6,
        words: [
          ['yo', 2, [7, 27]],
          ['Wassup', 1, [0]],
          ['how', 1, [11]],
          ["'", 1, [14]],
          ['s', 1, [15]],
          ['going', 1, [20]],
        ],
      },
    );
    const cut = await client.call('unknownWords', { document: id, mostPlaces: 2 });
    assert.deepEqual(
      [cut.total, cut.words.map(({ word, count, offsets }) => [word, count, offsets.length])],
      [
        7,
        [
          ['yo', 2, 1],
          ['Wassup', 1, 1],
        ],
      ],
    );
    const none = await client.call('unknownWords', { document: await open('gpt2', 'Wassup'), mostPlaces: 100 });
    assert.deepEqual(none, { isPossible: false, total: 0, distinct: 0, words: [] });
  });

  it('decode to the text of the chapter; other tokenizers give theirs back', async () => {
    const { text } = await client.call('decoded', { document: await open(await make(2), sample) });
    assert.ok(text?.includes('chase it." Meow?" she wondered'), text);
    assert.deepEqual(await client.call('decoded', { document: await open('gpt2', sample) }), {});
    assert.deepEqual(await client.call('decoded', { document: await open('the-cat', 'The cat sat.') }), {});
  });

  it('are searched by word and by id', async () => {
    const tokenizer = await make(2);
    const search = async (typed: string, most = 200) => {
      const { total, entries } = await client.call('vocabulary', { tokenizer, search: typed, most });
      return [total, ...entries.map(({ id, text }) => `${id} ${text}`)];
    };
    assert.deepEqual(await search('the'), [2, '11 The', '32 the']);
    assert.deepEqual(await search('17'), [1, '17 cat']);
    assert.deepEqual(await search('123'), [1, '4 123']);
    assert.deepEqual(await search('#4'), [1, '4 123']);
    assert.deepEqual(await search('at', 3), [5, '14 at', '17 cat', '22 mat']);
    assert.deepEqual(await search('', 2), [40, '0 !', '1 "']);
    assert.deepEqual(await search('<|'), [2, '38 <|endoftext|>', '39 <|unk|>']);
    assert.deepEqual(await search('zebra'), [0]);
    assert.deepEqual(await search('#40'), [0]);
  });

  it('are opened for other extensions under a name that follows from their words, and not listed', async () => {
    const source = { text: sample, version: 2 as const, specialTokens: [] };
    const name = await client.call('openWords', source);
    assert.match(name, /^words V2 [0-9a-f]{16}$/);
    await client.kill();
    assert.equal(await client.call('openWords', source), name);
    assert.notEqual(await client.call('openWords', { ...source, version: 1 }), name);
    assert.equal(await client.call('count', { text: 'a b', tokenizer: name, specialTokens: 'encode' }), 2);
    assert.equal(
      (await client.call('tokenizers', {})).some(each => each.name === name),
      false,
    );
    await assert.rejects(client.call('openWords', { ...source, text: '' }), /^RangeError: text: has no words/);
  });

  it('skip a file of a corpus with a word that V1 does not have, and say which', async () => {
    writeFileSync(join(storage, 'a.txt'), 'The cat sat. ');
    writeFileSync(join(storage, 'b.txt'), 'The dog sat.');
    const tokenizer = await make(1);
    const selection = { base: storage, roots: ['a.txt', 'b.txt'].map(name => join(storage, name)), exclude: [] };
    const summary = await client.call('openCorpus', {
      document: ++document,
      tokenizer,
      specialTokens: 'encode',
      selection,
    });
    assert.deepEqual([summary.files, summary.tokenCount], [1, 4]);
    assert.match(summary.skipped[0]!.reason, /has a word that the-cat does not have: KeyError: 'dog'/);
  });
});

describe('kept tokenizers', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'tokenscope-kept-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const described = (name: string) => describeWords({ text: `a cat ${name}`, version: 2, specialTokens: [], name });

  it('come back as they were, whatever their names hold', async () => {
    const kept = new KeptTokenizers(folder, 5);
    for (const name of ['a', '../../b', '漢\n字']) {
      await kept.keep(described(name));
      assert.deepEqual(kept.find(name), described(name));
    }
    assert.equal(kept.summaries.length, 3);
    assert.equal(kept.find('other'), undefined);
    assert.equal(readdirSync(folder).length, 3);
  });

  it('are so many; the one that was not used for the longest goes', async () => {
    const kept = new KeptTokenizers(folder, 2);
    for (const name of ['first', 'second']) await kept.keep(described(name));
    const old = new Date(Date.now() - 60_000);
    for (const file of readdirSync(folder)) utimesSync(join(folder, file), old, old);
    assert.ok(kept.find('first'));
    await kept.keep(described('third'));
    assert.equal(kept.find('second'), undefined);
    assert.deepEqual(kept.summaries.map(({ name }) => name).sort(), ['first', 'third']);
  });

  it('that are damaged are not listed, and say what to do', async () => {
    const kept = new KeptTokenizers(folder, 5);
    await kept.keep(described('a'));
    const path = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(path, 'utf8');
    for (const content of [
      '',
      'x',
      '{}\n',
      `${whole}\nmore`,
      whole.replace('cat', 'a cat'),
      whole.replace('"version":2', '"version":3'),
    ]) {
      writeFileSync(path, content);
      assert.throws(
        () => kept.find('a'),
        /KeptTokenizerError: a: its file is damaged .*Make the tokenizer again/s,
        content,
      );
    }
    writeFileSync(path, '');
    assert.deepEqual(kept.summaries, []);
  });
});
