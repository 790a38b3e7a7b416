import assert from 'node:assert/strict';
import { compileKernel } from '../../../../src/tokenizer/bytePair/kernel';
import { openTrained } from '../../../../src/tokenizer/bytePair/trained';
import { openFile } from '../../../../src/tokenizer/files/openFile';
import { lossesOf, writeTrained } from '../../../../src/tokenizer/files/writing';
import type { FileDescription, TrainedDescription } from '../../../../src/tokenizer/tokenizer';
import { kernelBytes } from '../../../support/kernel';

const module = compileKernel(kernelBytes());
const trained = (
  pattern: TrainedDescription['pattern'],
  specialTokens: string[] = ['<|endoftext|>'],
): TrainedDescription => ({
  kind: 'trained',
  name: 'mine',
  pattern,
  // th, the, " the", 12, é
  merges: Uint32Array.of(116, 104, 256, 101, 32, 257, 49, 50, 0xc3, 0xa9),
  specialTokens,
  training: { vocabularySize: 261, ties: 'first', minimumFrequency: 1 },
});
const file = (
  format: FileDescription['format'],
  text: string,
  pattern: TrainedDescription['pattern'],
): FileDescription => ({
  kind: 'file',
  name: 'read',
  format,
  pattern,
  vocabularySize: 1,
  about: '',
  text,
});
const text = "the other the 1234 café<|endoftext|>the\n\n  'll THE thé";

describe('a trained tokenizer in the files of other tools', () => {
  for (const pattern of ['none', 'gpt2', 'cl100k', 'o200k'] as const) {
    it(`gives the same ids when it is read again: ${pattern}`, () => {
      const own = openTrained(trained(pattern), module);
      const [json] = writeTrained(trained(pattern), 'tokenizerJson');
      const read = openFile(file('tokenizerJson', json!.text, pattern), module).tokenizer;
      assert.deepEqual(read.encode(text), own.encode(text));
      assert.equal(read.vocabularySize, own.vocabularySize);
      assert.deepEqual([...read.specialTokens], [...own.specialTokens]);
      const [ranks] = writeTrained(trained(pattern), 'tiktoken');
      const ranked = openFile(file('ranks', ranks!.text, pattern), module).tokenizer;
      assert.deepEqual(ranked.encode(text), own.encode(text, 'text'));
      assert.deepEqual(lossesOf(trained(pattern), 'tokenizerJson'), []);
    });
  }

  it('is written as minbpe writes it', () => {
    const [model, vocabulary] = writeTrained(trained('gpt2'), 'minbpe');
    const lines = model!.text.split('\n');
    assert.deepEqual(lines.slice(0, 1), ['minbpe v1']);
    assert.match(lines[1]!, /^'s\|'t/);
    assert.deepEqual(lines.slice(2), [
      '1',
      '<|endoftext|> 261',
      '116 104',
      '256 101',
      '32 257',
      '49 50',
      '195 169',
      '',
    ]);
    assert.deepEqual(vocabulary!.text.split('\n').slice(256), [
      '[t][h] -> [th] 256',
      '[th][e] -> [the] 257',
      '[ ][the] -> [ the] 258',
      '[1][2] -> [12] 259',
      '[�][�] -> [é] 260',
      '[<|endoftext|>] 261',
      '',
    ]);
    assert.equal(writeTrained(trained('none', []), 'minbpe')[0]!.text.split('\n')[1], '');
    assert.equal(vocabulary!.text.split('\n')[10], '[\\u000a] 10');
  });

  it("is written as GPT-2's two files", () => {
    const [vocabulary, merges] = writeTrained(trained('gpt2'), 'gpt2');
    const ids = JSON.parse(vocabulary!.text) as Record<string, number>;
    assert.equal(ids['Ġthe'], 258);
    assert.equal(ids['<|endoftext|>'], 261);
    assert.equal(Object.keys(ids).length, 262);
    assert.deepEqual(merges!.text.split('\n'), ['#version: 0.2', 't h', 'th e', 'Ġ the', '1 2', 'Ã ©', '']);
  });

  it('tells what is lost', () => {
    assert.equal(lossesOf(trained('gpt2'), 'minbpe').length, 0);
    assert.match(lossesOf(trained('gpt2'), 'tiktoken').join(' '), /pattern gpt2.*1 are left out/);
    assert.match(lossesOf(trained('cl100k'), 'gpt2').join(' '), /pattern cl100k.*which tokens are special/);
    assert.deepEqual(lossesOf(trained('gpt2', []), 'gpt2'), []);
  });
});
