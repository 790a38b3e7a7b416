import assert from 'node:assert/strict';
import { checkLoaderOptions } from '../../../src/dataset/windows';
import { loaderProblem, loaderProblemSentence } from '../../../src/protocol/loaderProblem';

const options = { maxLength: 4, stride: 1, batchSize: 1, shuffle: false, seed: 123n, epoch: 1, dropLast: true };

describe('a problem of the loader', () => {
  it('passes the way to a webview as facts', () => {
    const wrong = [
      ...checkLoaderOptions({ ...options, maxLength: 0.5, stride: -1, epoch: 2e6 }, 9),
      ...checkLoaderOptions(options, 1),
      ...checkLoaderOptions(options, Uint32Array.of(0, 2, 3)),
      ...checkLoaderOptions({ ...options, batchSize: 2 }, 5),
    ];
    assert.deepEqual(
      wrong.map(({ kind }) => kind),
      ['notPositive', 'notPositive', 'epochTooLarge', 'textTooShort', 'filesTooShort', 'noFullBatch'],
    );
    for (const problem of wrong) assert.deepEqual(loaderProblem(problem, 'problem'), problem);
    assert.throws(() => loaderProblem({ field: 'stride', message: 'stride is 0.' }, 'problem'), /kind/);
  });

  it('is said with one and with several of what is counted', () => {
    const sentences = [checkLoaderOptions(options, 1), checkLoaderOptions({ ...options, batchSize: 2 }, 5)].map(
      ([problem]) => loaderProblemSentence(problem!),
    );
    assert.deepEqual(sentences, [
      'This text has 1 token; max_length 4 needs at least 5. Lower max_length or add text.',
      'There is 1 window; batch_size 2 needs 2, and drop_last leaves out the rest. Lower batch_size or turn drop_last off.',
    ]);
  });

  it('names the seed that is none, and the place of a special token', () => {
    assert.equal(
      loaderProblemSentence({ kind: 'seedNotWhole', field: 'seed', seed: '1.5' }),
      'The seed "1.5" is not a whole number. Enter one, such as 123.',
    );
    assert.match(
      loaderProblemSentence({ kind: 'seedTooLarge', field: 'seed', seed: '18446744073709551616' }),
      /^The seed 18446744073709551616 does not fit into 64 bits/,
    );
    const place = { line: 1200, column: 8, token: '<|endoftext|>' };
    assert.match(
      loaderProblemSentence({ kind: 'specialToken', field: 'specialTokens', ...place }),
      /line 1,200, column 8 has the special token <\|endoftext\|>/,
    );
  });
});
