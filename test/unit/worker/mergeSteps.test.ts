import assert from 'node:assert/strict';
import { openTrained } from '../../../src/tokenizer/bytePair/trained';
import { OpenDocument, tokenRunsOf } from '../../../src/worker/documents';
import { mergeForestOf, mergeStepOf, splitOf, summaryOfMerges } from '../../../src/worker/mergeSteps';
import { Characters } from '../../../src/tokenizer/units/characters';
import { encodingOf, kernel } from '../tokenizer/oracle';

/** Wikipedia's example: 256 is "aa", 257 "aaa", 258 "aaab". */
const trained = openTrained(
  {
    kind: 'trained',
    name: 'mine',
    pattern: 'none',
    merges: Uint32Array.of(97, 97, 256, 97, 257, 98),
    specialTokens: [],
    training: { vocabularySize: 259, ties: 'first', minimumFrequency: 1 },
  },
  kernel,
);

function open(text: string, tokenizer = trained): OpenDocument {
  const document = new OpenDocument(tokenizer, 'encode');
  document.tokens.append(text);
  return document;
}

describe('the merges of a document', () => {
  it('are told with how the text shrinks', () => {
    const summary = summaryOfMerges(open('aaabdaaabac'))!;
    assert.deepEqual([summary.merges, summary.ties, summary.bytes], [3, 'first', 11]);
    assert.deepEqual(
      [[...summary.steps], [...summary.tokens]],
      [
        [0, 1, 2, 3],
        [11, 9, 7, 5],
      ],
    );
  });

  it('are told step by step: what was made, what comes, and the pairs', () => {
    const step = mergeStepOf(open('aaabdaaabac'), 1, 2);
    assert.deepEqual(step.made, { id: 256, text: 'aa', parts: ['a', 'a'], uses: 2 });
    assert.deepEqual(step.next, { id: 257, text: 'aaa', parts: ['aa', 'a'], uses: 2 });
    assert.deepEqual([step.tokens, step.pairCount], [9, 6]);
    assert.deepEqual(step.pairs, [
      { left: 'aa', right: 'a', count: 2, merge: 2 },
      { left: 'a', right: 'b', count: 2, merge: 0 },
    ]);
    assert.equal(mergeStepOf(open('aaab'), 3, 2).next, undefined);
    assert.throws(() => mergeStepOf(open('aaab'), 4, 2), /the last one is 3/);
  });

  it('are counted anew after an edit', () => {
    const document = open('aaab');
    assert.equal(summaryOfMerges(document)!.tokens.at(-1), 1);
    document.revision++;
    document.tokens.edit([{ offset: 4, length: 0, text: 'aaab' }]);
    assert.equal(summaryOfMerges(document)!.tokens.at(-1), 2);
  });

  it('are none where tokens are not merged', () => {
    const document = new OpenDocument(new Characters(), 'encode');
    document.tokens.append('abc');
    assert.equal(summaryOfMerges(document), undefined);
    assert.equal(splitOf(new Characters(), 'abc'), undefined);
    assert.throws(() => mergeStepOf(document, 0, 1), /no merges are known/);
  });

  it('give the tokens of a part of the text at a step, with their offsets', () => {
    const [run] = tokenRunsOf(open('daaab'), [{ start: 1, end: 2 }], 1);
    assert.deepEqual(
      [[...run!.tokens.ids], [...run!.tokens.starts], [...run!.tokens.ends]],
      [
        [256, 97, 98],
        [1, 3, 4],
        [3, 4, 5],
      ],
    );
    const [final] = tokenRunsOf(open('daaab'), [{ start: 1, end: 2 }], 99);
    assert.deepEqual([...final!.tokens.ids], [258]);
  });

  it('give a forest that is cut after some bytes, between tokens', () => {
    const forest = mergeForestOf(open('aaab'.repeat(100)), 0, 400);
    assert.deepEqual([forest.start, forest.end, forest.bytes, forest.ids.length], [0, 160, 160, 40 * 7]);
    assert.equal(mergeForestOf(open(''), 0, 0).ids.length, 0);
  });
});

describe('how a text is cut', () => {
  it('is told with the merges that decide', () => {
    const answer = splitOf(encodingOf('gpt2'), 'cats, dé')!;
    assert.deepEqual([...answer.cuts], [4, 5]);
    assert.equal(answer.merges[0]!.cuts.length, 7);
    assert.deepEqual(answer.merges.at(-1)!.cuts, answer.cuts);
    const order = answer.merges.map(({ merge }) => merge);
    assert.deepEqual(
      order,
      [...order].sort((a, b) => a - b),
    );
    const why = answer.reasons.map(({ at, why }) => [at, why]);
    assert.deepEqual(why, [
      [1, 'merged'],
      [2, 'merged'],
      [3, 'merged'],
      [4, 'pattern'],
      [5, 'pattern'],
      [6, 'merged'],
      [7, 'merged'],
    ]);
    const at = answer.reasons[1]!;
    assert.deepEqual([at.left, at.right], ['a', 't']);
  });

  it('is told for a cut that no merge takes away', () => {
    const [first, second] = splitOf(trained, 'aac')!.reasons;
    assert.deepEqual([first!.why, second], ['merged', { at: 2, why: 'unmerged', left: 'aa', right: 'c', merge: 0 }]);
  });

  it('is not told for more than is guessed at a time', () => {
    assert.throws(() => splitOf(trained, 'a'.repeat(401)), /at most 400/);
  });
});
