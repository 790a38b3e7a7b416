import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileKernel } from '../../../../src/tokenizer/bytePair/kernel';
import { TokenizedDocument } from '../../../../src/tokenizer/document/document';
import { StreamEncoder } from '../../../../src/tokenizer/document/streamEncoder';
import { TokenizerFileError } from '../../../../src/tokenizer/files/fileError';
import { openTokenizerJson, type OpenedFile } from '../../../../src/tokenizer/files/tokenizerJson';
import { kernelBytes } from '../../../support/kernel';

interface Golden {
  readonly tokenizers: readonly {
    readonly name: string;
    readonly file: Record<string, unknown>;
    readonly cases: readonly { text: string; ids: number[]; starts: number[]; ends: number[]; decoded: string }[];
  }[];
}

const golden = JSON.parse(readFileSync(join(__dirname, '../../../golden/tokenizerFiles.json'), 'utf8')) as Golden;
const module = compileKernel(kernelBytes());
const open = (file: unknown): OpenedFile =>
  openTokenizerJson(JSON.stringify(file), { description: { kind: 'bytes' }, name: 'brought' }, module);

describe('a tokenizer.json', () => {
  for (const { name, file, cases } of golden.tokenizers) {
    const { tokenizer, report } = open(file);

    it(`gives the ids, offsets and texts of Hugging Face's library: ${name}`, () => {
      assert.match(report.runs, /^It runs exactly, because /);
      for (const { text, ids, starts, ends, decoded } of cases) {
        const tokens = tokenizer.encode(text);
        const own = { ids: [...tokens.ids], starts: [...tokens.starts], ends: [...tokens.ends] };
        const isNormalized = text.normalize('NFKC') === text;
        assert.deepEqual(own.ids, ids, JSON.stringify(text));
        if (isNormalized) assert.deepEqual(own, { ids, starts, ends }, JSON.stringify(text));
        assert.deepEqual([...tokenizer.ids(text)], ids);
        assert.equal(tokenizer.count(text), ids.length);
        assert.equal(tokenizer.decode(ids), decoded, JSON.stringify(text));
      }
    });

    it(`follows edits and streams as if the text were read anew: ${name}`, () => {
      const all = cases.map(({ text }) => text).join(' ');
      const tuning = { chunkLength: 12, lookahead: 4 };
      const document = new TokenizedDocument(tokenizer, 'encode', tuning);
      document.append(all);
      let text = all;
      for (let step = 0; step < 150; step++) {
        const offset = (step * 7919) % (text.length + 1);
        const length = Math.min(step % 4, text.length - offset);
        const inserted = cases[step % cases.length]!.text.slice(0, step % 5);
        document.edit([{ offset, length, text: inserted }]);
        text = text.slice(0, offset) + inserted + text.slice(offset + length);
        const expected = tokenizer.encode(text);
        assert.equal(document.tokenCount, expected.ids.length, `step ${step}`);
        const tokens = document.tokens(0, document.tokenCount);
        assert.deepEqual([...tokens.ids], [...expected.ids], `step ${step}`);
        assert.deepEqual([...tokens.starts], [...expected.starts], `step ${step}`);
      }
      const stream = new StreamEncoder(tokenizer, 'encode');
      const ids: number[] = [];
      for (let at = 0; at < all.length; at += 13) ids.push(...stream.push(all.slice(at, at + 13)).ids);
      ids.push(...stream.end().ids);
      assert.deepEqual(ids, [...tokenizer.ids(all)]);
    });
  }

  it('counts a lone surrogate as U+FFFD, and keeps its offsets', () => {
    for (const { file } of golden.tokenizers) {
      const { tokenizer } = open(file);
      assert.deepEqual(tokenizer.encode('a\ud800b'), tokenizer.encode('a\ufffdb'));
    }
  });

  it('takes special tokens for text where they are', () => {
    const { tokenizer } = open(golden.tokenizers[0]!.file);
    assert.equal(tokenizer.encode('<|endoftext|>').ids.length, 1);
    assert.ok(tokenizer.encode('<|endoftext|>', 'text').ids.length > 1);
    assert.throws(() => tokenizer.encode('a<|endoftext|>', 'error'), /<\|endoftext\|> at offset 1/);
  });
});

describe('a tokenizer.json that is wrong', () => {
  const bpe = { type: 'BPE', vocab: { a: 0, b: 1, ab: 2 }, merges: [['a', 'b']] };
  const wrong = (file: unknown, expected: RegExp): void =>
    assert.throws(
      () => open(file),
      error => error instanceof TokenizerFileError && expected.test(error.message),
    );

  it('is refused with what and where', () => {
    wrong({}, /^model: /);
    wrong({ model: { ...bpe, merges: undefined } }, /^model\./);
    wrong({ model: { ...bpe, merges: [['a', 'c']] } }, /^model\.merges\[0\]: "c" is not in the vocabulary/);
    wrong({ model: { ...bpe, merges: [['a', 'b', 'c']] } }, /^model\.merges\[0\]: is no pair/);
    wrong({ model: { ...bpe, vocab: { a: -1 } } }, /^model\.vocab\["a"\]: /);
    wrong({ model: { ...bpe, vocab: { a: 1e9 } } }, /no id from 0/);
    wrong({ model: { ...bpe, dropout: 0.1 } }, /^model\.dropout: /);
    wrong({ model: bpe, normalizer: { type: 'Magic' } }, /^normalizer\.type: "Magic" is no normalizer/);
    wrong(
      { model: bpe, pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+' }, behavior: 'Isolated' } },
      /time would double/,
    );
    wrong({ model: bpe, added_tokens: [{ id: 1, content: '' }] }, /^added_tokens\[0\]\.content: is empty/);
    const deep = Array.from({ length: 20 }).reduce<object>(inner => ({ type: 'Sequence', normalizers: [inner] }), {
      type: 'NFC',
    });
    wrong({ model: bpe, normalizer: deep }, /more than 8 sequences/);
  });

  it('says so of what is no JSON, and of the pointer of Git LFS', () => {
    const openText = (text: string) => () =>
      openTokenizerJson(text, { description: { kind: 'bytes' }, name: 'x' }, module);
    assert.throws(openText('{"a":'), /The file is no JSON/);
    assert.throws(openText('version https://git-lfs.github.com/spec/v1\noid x'), /Git LFS pointer/);
    assert.throws(openText(''), /is empty/);
  });

  it('may have keys such as __proto__, and gaps', () => {
    const text = '{"model":{"type":"BPE","vocab":{"__proto__":7,"a":0,"constructor":9},"merges":[]}}';
    const { tokenizer } = openTokenizerJson(text, { description: { kind: 'bytes' }, name: 'x' }, module);
    assert.equal(tokenizer.vocabularySize, 10);
    assert.equal(new TextDecoder().decode(tokenizer.bytesOf(7)), '__proto__');
    assert.throws(() => tokenizer.bytesOf(3), RangeError);
    assert.deepEqual([...tokenizer.ids('aa')], [0, 0]);
  });
});

describe('byte-level merges that ranks would not follow', () => {
  it('are followed one by one', () => {
    const file = structuredClone(golden.tokenizers[2]!.file) as {
      model: { vocab: Record<string, number>; merges: string[][] };
    };
    // "xyz" comes of x and yz alone; by bytes, xy and z would give it too.
    file.model.vocab = { ...file.model.vocab, xy: 5000, yz: 5001, xyz: 5002 };
    file.model.merges = [
      ['x', 'y'],
      ['y', 'z'],
      ['x', 'yz'],
    ];
    const { tokenizer, report } = open(file);
    assert.match(report.runs, /one by one/);
    assert.deepEqual([...tokenizer.ids('xyz')], [5000, file.model.vocab['z']!]);
  });
});
