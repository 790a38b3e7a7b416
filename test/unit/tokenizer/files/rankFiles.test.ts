import assert from 'node:assert/strict';
import { getEncoding } from 'js-tiktoken';
import { compileKernel } from '../../../../src/tokenizer/bytePair/kernel';
import { TokenizerFileError } from '../../../../src/tokenizer/files/fileError';
import { formatOf, openFile } from '../../../../src/tokenizer/files/openFile';
import type { FileDescription } from '../../../../src/tokenizer/tokenizer';
import { kernelBytes } from '../../../support/kernel';

const module = compileKernel(kernelBytes());
const base64 = (bytes: readonly number[]): string => Buffer.from(bytes).toString('base64');
const singles = Array.from({ length: 256 }, (_, byte) => [byte]);
const describeFile = (format: FileDescription['format'], text: string): FileDescription => ({
  kind: 'file',
  name: 'brought',
  format,
  pattern: 'gpt2',
  vocabularySize: 1,
  about: '',
  text,
});

/** GPT-2's first 5,000 ranks, as tiktoken's file has them. */
function rankFile(): { lines: string[]; tokens: Uint8Array[] } {
  const gpt2 = getEncoding('gpt2') as unknown as { rankMap: Map<string, number> };
  const tokens: Uint8Array[] = [];
  for (const [bytes, rank] of gpt2.rankMap) if (rank < 5000) tokens[rank] = Uint8Array.from(bytes.split(','), Number);
  return { tokens, lines: tokens.map((token, rank) => `${base64([...token])} ${rank}`) };
}

describe('a rank file', () => {
  it('gives ids that are ranks', () => {
    const { tokenizer, report } = openFile(describeFile('ranks', `${rankFile().lines.join('\n')}\n`), module);
    assert.equal(tokenizer.vocabularySize, 5000);
    assert.deepEqual([...tokenizer.ids('The cat')], [464, 3797]);
    assert.equal(tokenizer.decode([464, 3797]), 'The cat');
    assert.ok(tokenizer.restores && tokenizer.tiles && tokenizer.locality !== undefined);
    assert.match(report.notes.join(' '), /a rank file does not tell/);
  });

  it('is refused where it is none, with the line', () => {
    const { lines } = rankFile();
    const wrong = (text: string, expected: RegExp): void =>
      assert.throws(
        () => openFile(describeFile('ranks', text), module),
        error => error instanceof TokenizerFileError && expected.test(error.message),
      );
    wrong([...lines, 'x'].join('\n'), /^line 5001: "x" is no token/);
    wrong([...lines, 'IQ== 0'].join('\n'), /^line 5001: rank 0 is there twice/);
    wrong([...lines, 'IQ== 5000'].join('\n'), /have the same bytes/);
    wrong(lines.slice(10).join('\n'), /no token is the byte/);
  });
});

describe("Mistral's tekken", () => {
  const file = {
    config: { pattern: String.raw`\p{L}+|[^\p{L}]`, default_vocab_size: 260, default_num_special_tokens: 2 },
    vocab: [...singles, [97, 98], [97, 98, 99], [120, 121]].map((bytes, rank) => ({
      rank,
      token_bytes: base64(bytes),
    })),
    special_tokens: [
      { rank: 0, token_str: '<unk>', is_control: true },
      { rank: 1, token_str: '<s>', is_control: true },
    ],
  };

  it('has its special tokens first, and cuts its list to the size that it names', () => {
    const { tokenizer } = openFile(describeFile('tekken', JSON.stringify(file)), module);
    assert.equal(tokenizer.vocabularySize, 260);
    assert.deepEqual([...tokenizer.ids('<s>abc ab')], [1, 259, 2 + 0x20, 258]);
    assert.deepEqual([...tokenizer.ids('xy')], [2 + 0x78, 2 + 0x79]);
    assert.equal(tokenizer.decode([1, 259]), '<s>abc');
    assert.deepEqual(tokenizer.encode('é ab').ends, Uint32Array.of(1, 1, 2, 4));
  });
});

describe('what a file is', () => {
  it('follows from how it begins', () => {
    assert.equal(formatOf('IQ== 0\nIg== 1'), 'ranks');
    assert.equal(formatOf('{"config": {"pattern": "x"}, "vocab": []}'), 'tekken');
    assert.equal(formatOf('{"version": "1.0", "model": {}}'), 'tokenizerJson');
    assert.throws(() => formatOf('#version: 0.2\n'), /no tokenizer\.json, no rank file and no tekken/);
    assert.throws(() => formatOf('version https://git-lfs.github.com/spec/v1'), /Git LFS/);
    assert.throws(() => formatOf(''), /is empty/);
  });
});
