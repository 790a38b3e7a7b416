import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { CancellationSource } from '../../../src/base/cancellation';
import type { CountingProgress, FileCount } from '../../../src/protocol/counting';
import { TokenizerClient } from '../../../src/worker/client';
import { CountingPool } from '../../../src/worker/countingPool';
import { StretchCounter } from '../../../src/worker/fileStretch';
import { bundleWorker } from '../../support/bundleWorker';
import { anyText, encodingOf } from '../tokenizer/oracle';

const gpt2 = { kind: 'tiktoken', name: 'gpt2' } as const;
const encoding = encodingOf('gpt2');
const mark = Buffer.from([0xef, 0xbb, 0xbf]);

describe('counting files', () => {
  let bundle: ReturnType<typeof bundleWorker>;
  let folder: string;
  let pool: CountingPool;
  const never = new CancellationSource().token;
  const save = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const counted = (text: string | Uint8Array): FileCount => {
    const bytes = Buffer.from(text);
    return { tokens: encoding.count(new TextDecoder().decode(bytes)), bytes: bytes.length };
  };

  before(() => {
    bundle = bundleWorker();
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'tokenscope-counting-')));
  });
  beforeEach(() => (pool = new CountingPool(join(bundle.folder, 'counter.js'), 3)));
  afterEach(() => pool.dispose());
  after(() => {
    bundle.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives what one thread would give, in the order of the files, with progress up to the last', async () => {
    const texts = Array.from(
      { length: 300 },
      (_, i) => `File ${i} says: ${'the cat sat on the mat. '.repeat((i * 7) % 90)}`,
    );
    const files = texts.map((text, i) => save(`${i}.txt`, text));
    const steps: CountingProgress[] = [];
    const counts = await pool.count(gpt2, 'encode', files, never, step => steps.push(step));
    assert.deepEqual(counts, texts.map(counted));
    const sum = (key: 'tokens' | 'bytes'): number => counts.reduce((all, count) => all + count[key], 0);
    assert.deepEqual(steps.at(-1), { files: 300, of: 300, tokens: sum('tokens'), bytes: sum('bytes') });
    assert.ok(steps.every((step, i) => i === 0 || step.files >= steps[i - 1]!.files));
    assert.equal(pool.running, 3);
  });

  it('counts a large file in stretches, and says of a binary one that it is none', async () => {
    const large = 'A cat sat on the mat, and 猫 slept.\n'.repeat(500_000);
    const files = [save('large.txt', large), save('binary', new Uint8Array(20_000_000).fill(0x61, 0, 17_000_000))];
    const [text, binary] = await pool.count(gpt2, 'text', [files[0]!, files[1]!], never);
    assert.deepEqual(text, { tokens: encoding.count(large, 'text'), bytes: Buffer.byteLength(large) });
    assert.deepEqual(binary, { tokens: 0, bytes: 20_000_000, reason: 'is binary' });
  }).timeout(60_000);

  it('takes a byte order mark away, and what is no UTF-8 as an editor shows it', async () => {
    const broken = Buffer.from([0x61, 0xff, 0x62, 0xe6, 0x97]);
    const files = [
      save('marked', Buffer.concat([mark, Buffer.from('The cat')])),
      save('broken', broken),
      save('empty', ''),
    ];
    const counts = await pool.count(gpt2, 'encode', files, never);
    assert.deepEqual(counts, [{ tokens: 2, bytes: 10 }, counted(broken), { tokens: 0, bytes: 0 }]);
  });

  it('says why a file has no count', async () => {
    const files = [
      save('utf16', Buffer.from([0xff, 0xfe, 0x61, 0])),
      join(folder, 'gone'),
      save('special', 'a<|endoftext|>'),
      folder,
    ];
    const reasons = (await pool.count(gpt2, 'error', files, never)).map(({ reason }) => reason);
    assert.deepEqual(reasons, [
      'is UTF-16; save it as UTF-8',
      'is no longer there',
      'has the special token <|endoftext|>, which encode(text) refuses',
      'is a folder',
    ]);
  });

  it('counts with a tokenizer that reads no UTF-8', async () => {
    const words = { kind: 'words', name: 'w', version: 1, words: 'cat\nmat', specialTokens: [] } as const;
    const files = [save('known', 'cat mat cat'), save('unknown', 'cat dog')];
    assert.deepEqual(await pool.count(words, 'encode', files, never), [
      { tokens: 3, bytes: 11 },
      { tokens: 0, bytes: 7, reason: "has a word that w does not have: KeyError: 'dog'" },
    ]);
    assert.deepEqual(await pool.count({ kind: 'bytes' }, 'encode', [files[0]!], never), [{ tokens: 11, bytes: 11 }]);
  });

  it('stops when it is cancelled, and counts again', async () => {
    const files = new Array<string>(2000).fill(save('same', 'the cat '.repeat(20_000)));
    const source = new CancellationSource();
    await assert.rejects(
      pool.count(gpt2, 'text', files, source.token, () => source.cancel()),
      { name: 'CancellationError' },
    );
    await assert.rejects(pool.count(gpt2, 'text', files, source.token), { name: 'CancellationError' });
    assert.deepEqual(await pool.count(gpt2, 'text', [save('one', 'cat')], never), [{ tokens: 1, bytes: 3 }]);
  }).timeout(60_000);

  it('is asked of the tokenizer worker', async () => {
    const client = new TokenizerClient(bundle.entry);
    try {
      const files = [save('asked', 'The cat sat')];
      const params = { tokenizer: 'gpt2', specialTokens: 'encode' as const, files };
      assert.deepEqual(await client.call('countFiles', params), [{ tokens: 3, bytes: 11 }]);
      await assert.rejects(client.call('countFiles', { ...params, tokenizer: 'gpt9' }), /unknown tokenizer "gpt9"/);
    } finally {
      client.dispose();
    }
  });

  it('may cut any text into stretches', () => {
    const counter = new StretchCounter(40);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(anyText, fc.constantFrom(' cat sat', 'x\ny', '字。\n字')), { maxLength: 12 }),
        parts => {
          const bytes = Buffer.from(parts.join('').replaceAll('\0', ''));
          const path = save('any', bytes);
          const whole = counter.count(encoding, 'text', { path });
          const ends = [...(whole.cuts ?? []), bytes.length];
          const stretches = ends.map((to, i) =>
            counter.count(encoding, 'text', { path, stretch: { from: ends[i - 1] ?? 0, to } }),
          );
          const tokens = stretches.reduce((sum, each) => sum + each.tokens, 0);
          assert.equal(tokens, encoding.count(new TextDecoder().decode(bytes), 'text'));
        },
      ),
      { numRuns: 300 },
    );
  });
});
