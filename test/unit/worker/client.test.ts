import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loaderPresets } from '../../../src/dataset/presets';
import { loaderProblemSentence, type LoaderProblemMessage } from '../../../src/protocol/loaderProblem';
import { noRow } from '../../../src/protocol/tokenizer';
import { DisconnectedError } from '../../../src/rpc/errors';
import { TokenizerClient } from '../../../src/worker/client';
import { bundleWorker } from '../../support/bundleWorker';
import { encodingOf } from '../tokenizer/oracle';

// "Working with text data": the text that is cut into windows, and the first batches that the chapter prints.
const text =
  'The cat sat on the mat! She saw a red ball rolling by, and jumped up to chase it. "Meow?" she wondered, looking at the ball that was now under the table @ 123 Main Street.';
const batches = [
  {
    stride: 1,
    inputs: ['464 3797 3332 319', '3797 3332 319 262'],
    targets: ['3797 3332 319 262', '3332 319 262 2603'],
  },
  { stride: 2, inputs: ['464 3797 3332 319', '3332 319 262 2603'], targets: ['3797 3332 319 262', '319 262 2603 0'] },
  { stride: 4, inputs: ['464 3797 3332 319', '262 2603 0 1375'], targets: ['3797 3332 319 262', '2603 0 1375 2497'] },
];
const loader = {
  maxLength: 4,
  stride: 1,
  batchSize: 2,
  shuffle: false,
  seed: '123',
  epoch: 1,
  dropLast: true,
};

/** Each problem's parameter and sentence. */
const said = (problems: readonly LoaderProblemMessage[]): [string, string][] =>
  problems.map(problem => [problem.field, loaderProblemSentence(problem)]);

describe('TokenizerClient', () => {
  let bundle: ReturnType<typeof bundleWorker>;
  let client: TokenizerClient;
  let document = 0;

  /** A new document with this text, in one part or several. */
  async function open(...parts: string[]): Promise<number> {
    const id = ++document;
    await client.call('open', { document: id, tokenizer: 'gpt2' });
    for (const part of parts) await client.call('append', { document: id, text: part });
    return id;
  }
  const idsOf = async (id: number): Promise<number[]> => [
    ...(await client.call('ids', { document: id, first: 0, last: 1000 })).ids,
  ];

  before(() => {
    bundle = bundleWorker();
  });
  after(() => bundle.dispose());
  beforeEach(() => {
    client = new TokenizerClient(bundle.entry);
  });
  afterEach(() => client.dispose());

  it('opens a document with each kind of tokenizer that it offers', async () => {
    const offered = await client.call('tokenizers', {});
    for (const name of ['gpt2', 'bytes', 'characters']) {
      const { vocabularySize } = offered.find(each => each.name === name)!;
      const id = ++document;
      await client.call('open', { document: id, tokenizer: name });
      await client.call('append', { document: id, text: 'é🦜' });
      const ids = await idsOf(id);
      assert.ok(ids.length > 0 && ids.every(each => each < vocabularySize), name);
      if (name === 'bytes') assert.deepEqual(ids, [...Buffer.from('é🦜')]);
      if (name === 'characters') assert.deepEqual(ids, [0xe9, 0x1f99c]);
      const segment = await client.call('segment', { document: id, offset: 1 });
      const shared = segment!.tokens.flatMap(token => [...token.bytes]);
      assert.deepEqual(shared, [...Buffer.from(segment!.text)], name);
    }
  });

  it('counts a text that comes in parts as if it had come at once', async () => {
    const id = await open('The c', 'at sat on the m', 'at!');
    assert.deepEqual(await idsOf(id), [464, 3797, 3332, 319, 262, 2603, 0]);
    assert.equal(await client.call('count', { text, tokenizer: 'gpt2', specialTokens: 'text' }), 44);
  });

  it('compares a document with its file', async () => {
    const path = join(bundle.folder, 'compared.txt');
    writeFileSync(path, 'a\r\nb\n');
    const compare = (id: number) => client.call('fileDifference', { document: id, path });
    assert.deepEqual(await compare(await open('a\r\n', 'b\n')), {});
    assert.deepEqual(await compare(await open('a\nb\n')), { difference: { kind: 'lineEndings', line: 1 } });
  });

  it('counts a token once, however many selections lie inside it', async () => {
    const id = await open('The cat sat');
    const selectedBy = async (...selections: [start: number, end: number][]): Promise<number> => {
      const ranges = selections.map(([start, end]) => ({ start, end }));
      return (await client.call('statistics', { document: id, selections: ranges })).selected;
    };
    assert.equal(await selectedBy([4, 5], [6, 7]), 1, 'both in " cat"');
    assert.equal(await selectedBy([8, 11], [4, 5], [0, 5]), 3, 'in the order in which somebody selected them');
    assert.equal(await selectedBy([0, 3], [7, 11]), 2);
  });

  it('follows edits, and queries see every edit sent before them', async () => {
    const id = await open('The cat!');
    const insertion = client.call('edit', { document: id, changes: [{ offset: 3, length: 0, text: ' big' }] });
    const seen = client.call('statistics', { document: id, selections: [{ start: 3, end: 7 }] });
    assert.equal(await insertion, 4);
    assert.deepEqual(await seen, { tokens: 4, characters: 12, bytes: 12, words: 3, selected: 1, tiles: true });
    assert.equal(await client.call('edit', { document: id, changes: [{ offset: 3, length: 8, text: '' }] }), 2);
    assert.deepEqual(await idsOf(id), [464, 0]);
  });

  it('gives the tokens of ranges with their places, and marks special ones', async () => {
    const id = await open('The cat<|endoftext|>!');
    const [run, beyond] = await client.call('tokens', {
      document: id,
      ranges: [
        { start: 4, end: 20 },
        { start: 900, end: 999 },
      ],
    });
    const { first, tokens, special } = run!;
    assert.deepEqual([first, [...tokens.ids], special], [1, [3797, 50256], [1]]);
    assert.deepEqual(
      [[...tokens.starts], [...tokens.ends]],
      [
        [3, 7],
        [7, 20],
      ],
    );
    assert.equal(beyond!.tokens.ids.length, 0);
  });

  it('gives the tokens that share a character as one segment', async () => {
    const id = await open('a🦜!');
    for (const offset of [1, 2]) {
      const {
        first,
        start,
        end,
        text: shown,
        tokens,
        tokenCount,
      } = (await client.call('segment', {
        document: id,
        offset,
      }))!;
      assert.deepEqual(
        { first, start, end, shown, tokenCount },
        { first: 1, start: 1, end: 3, shown: '🦜', tokenCount: 5 },
      );
      assert.deepEqual(
        tokens.map(token => token.id),
        [8582, 99, 250],
      );
      assert.deepEqual(Buffer.concat(tokens.map(({ bytes }) => bytes)), Buffer.from('🦜'));
    }
    // The third of five tokens ends one character and begins the next: neither can be shown without the other.
    const chained = (await client.call('segment', { document: await open('魚門'), offset: 1 }))!;
    assert.deepEqual([chained.first, chained.start, chained.end, chained.tokens.length], [0, 0, 2, 5]);
    assert.equal(await client.call('segment', { document: id, offset: 4 }), undefined);
    assert.equal(await client.call('segment', { document: await open(), offset: 0 }), undefined);
  });

  for (const { stride, inputs, targets } of batches) {
    it(`cuts the chapter's batches for stride ${stride}`, async () => {
      const ids = Uint32Array.from(await idsOf(await open(text)));
      assert.equal(ids.length, 44);
      await client.call('openIds', { corpus: 1, ids, options: { ...loader, stride } });
      const batch = await client.call('batch', { corpus: 1, index: 0 });
      const rows = (lines: number[][]): string[] => lines.map(line => line.join(' '));
      assert.deepEqual([rows(batch.inputs), rows(batch.targets)], [inputs, targets]);
    });
  }

  it("gives a page of the chapter's windows, each with the id that follows it", async () => {
    const id = await open(text);
    const options = { ...loader, maxLength: 10, stride: 5, batchSize: 1 };
    const page = await client.call('windows', { document: id, options, firstRow: 5, rowCount: 100 });
    assert.deepEqual([page.tokenCount, page.windowCount, page.batchCount, page.rowCount], [44, 7, 7, 7]);
    assert.deepEqual(
      page.rows.map(({ window, batch, first }) => [window, batch, first]),
      [
        [5, 5, 25],
        [6, 6, 30],
      ],
    );
    const ids = await idsOf(id);
    assert.deepEqual([...page.ids], [...ids.slice(25, 36), ...ids.slice(30, 41)]);
    const shown = [...page.ids.subarray(11, 21)].map(each => page.texts[each]).join('');
    assert.ok(text.includes(shown) && shown.length > 20);
  });

  it('refuses a text with special tokens where they are an error, says where the first is, and goes on once it is gone', async () => {
    const id = ++document;
    await client.call('open', { document: id, tokenizer: 'gpt2', specialTokens: 'error' });
    await client.call('append', { document: id, text: 'The cat\r\nsat on <|endoftext|>the mat' });
    const options = { ...loader, maxLength: 2 };
    const page = () => client.call('windows', { document: id, options, firstRow: 0, rowCount: 10 });
    const refusal =
      'encode(text) raises an error: line 2, column 8 has the special token <|endoftext|>. Choose "encode" or "text".';
    assert.deepEqual(said((await page()).problems), [['specialTokens', refusal]]);
    const statistics = () => client.call('statistics', { document: id, selections: [] });
    assert.equal(loaderProblemSentence((await statistics()).refusal!), refusal);
    const path = '/nowhere/ids.bin';
    const choice = { what: 'ids', format: 'bin', type: 'int32', path } as const;
    await assert.rejects(client.call('exportTokens', { document: id, options, ...choice }), /encode\(text\) raises/);
    await client.call('edit', { document: id, changes: [{ offset: 16, length: 1, text: '' }] });
    assert.equal((await statistics()).refusal, undefined);
    assert.deepEqual((await page()).problems, []);
  });

  it('says what keeps a text from being cut, instead of failing', async () => {
    const id = await open('The cat!');
    const page = (options: Partial<typeof loader>) =>
      client.call('windows', { document: id, options: { ...loader, ...options }, firstRow: 0, rowCount: 10 });
    const message = 'This text has 3 tokens; max_length 4 needs at least 5. Lower max_length or add text.';
    assert.deepEqual(said((await page({})).problems), [['maxLength', message]]);
    assert.equal((await page({ seed: 'cat' })).problems[0]!.field, 'seed');
  });

  it('says where every token goes, in which windows it is and where these are shown', async () => {
    const id = await open(text);
    const options = { ...loader, maxLength: 10, stride: 5, batchSize: 2, shuffle: true };
    const { totals, bounds, inputs } = await client.call('coverage', { document: id, options, bins: 11 });
    const { usedOnce, repeated, skipped, dropped, tail, droppedWindowCount } = totals!;
    assert.equal(usedOnce + repeated + skipped + dropped + tail, 44);
    assert.deepEqual([droppedWindowCount, bounds.length, inputs.length], [1, 12, 11]);
    const range = await client.call('coverageRange', { document: id, options, first: 40, last: 99 });
    assert.deepEqual([range.first, range.inputs.length, range.ends[3]], [40, 4, text.length]);
    const { first, last, rows } = await client.call('windowsOfToken', { document: id, options, token: 12 });
    assert.deepEqual([first, last, rows.length], [1, 3, 2]);
    for (const [i, row] of rows.entries()) {
      const shown = await client.call('rowOfWindow', { document: id, options, window: first + i });
      assert.equal(shown ?? noRow, row);
    }
    const { problems } = await client.call('coverage', { document: id, options: { ...options, stride: 0 }, bins: 5 });
    assert.equal(problems[0]!.field, 'stride');
    assert.equal((await client.call('loaderPresets', {})).length, loaderPresets.length);
  });

  it('names a tokenizer that there is not, and a document that is not open', async () => {
    await assert.rejects(client.call('open', { document: 1, tokenizer: 'gpt9' }), {
      name: 'RangeError',
      message: /unknown tokenizer "gpt9"\. Use one of gpt2, /,
    });
    const id = await open('The cat');
    await client.call('close', { document: id });
    await assert.rejects(client.call('ids', { document: id, first: 0, last: 1 }), new RegExp(`Document ${id} is not`));
  });

  it('rejects what was asked when the worker ends, says so, and counts right after the document is opened again', async () => {
    let restarts = 0;
    client.onDidRestart(() => {
      restarts++;
    });
    const id = await open('The cat');
    // Far more work than can be done before the worker hears of anything else.
    const text = 'The cat '.repeat(1 << 21);
    const pending = assert.rejects(
      client.call('count', { text, tokenizer: 'gpt2', specialTokens: 'text' }),
      DisconnectedError,
    );
    await client.kill();
    await pending;
    assert.equal(restarts, 1);
    await assert.rejects(client.call('ids', { document: id, first: 0, last: 1 }), /is not open/);
    assert.deepEqual(await idsOf(await open('The cat')), [464, 3797]);
    assert.equal(restarts, 1);
  });

  it('says that the kernel stopped, starts anew, and counts every document right again', async () => {
    // Memory for small texts alone
    const tight = bundleWorker('--maximumMemory', '110');
    const short = new TokenizerClient(tight.entry);
    try {
      const long = '漢字'.repeat(30_000);
      const texts = new Map([
        [1, ['The cat sat on the mat!']],
        [2, ['Hello, ', 'do you like tea?']],
      ]);
      let reopened: Promise<unknown> = Promise.resolve();
      const openAll = async (): Promise<void> => {
        for (const [document, parts] of texts) {
          await short.call('open', { document, tokenizer: 'gpt2' });
          for (const part of parts) await short.call('append', { document, text: part });
        }
      };
      const restarted = new Promise<void>(resolve => {
        short.onDidRestart(() => {
          texts.set(
            3,
            Array.from({ length: 6 }, (_, part) => long.slice(part * 10_000, (part + 1) * 10_000)),
          );
          reopened = openAll();
          resolve();
        });
      });
      await openAll();
      await short.call('open', { document: 3, tokenizer: 'gpt2' });
      await assert.rejects(short.call('append', { document: 3, text: long }), {
        name: 'KernelError',
        message: /stopped at a text of \d+ UTF-16 units, with [5-7]\.\d MB of memory/,
      });
      await restarted;
      await reopened;
      for (const [document, parts] of texts) {
        const { tokens } = await short.call('statistics', { document, selections: [] });
        assert.equal(tokens, encodingOf('gpt2').count(parts.join('')));
      }
    } finally {
      short.dispose();
      tight.dispose();
    }
  });

  it('gives up after six ends in a row', async () => {
    const path = join(bundle.folder, 'broken.js');
    writeFileSync(path, 'throw new Error("no such thing");');
    const broken = new TokenizerClient(path);
    const call = () => broken.call('tokenizers', {});
    for (let i = 0; i < 6; i++) await assert.rejects(call(), /worker ended: no such thing/);
    await assert.rejects(call(), /failed 6 times in a row/);
    broken.dispose();
  });

  it('rejects what was asked when it is disposed, and everything after', async () => {
    const pending = assert.rejects(client.call('tokenizers', {}), DisconnectedError);
    client.dispose();
    await pending;
    await assert.rejects(client.call('tokenizers', {}), /has been shut down/);
  });
});
