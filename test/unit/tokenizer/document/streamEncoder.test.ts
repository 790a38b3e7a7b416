import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { encodingNames } from '../../../../src/tokenizer/bytePair/encodings';
import { StreamEncoder } from '../../../../src/tokenizer/document/streamEncoder';
import { anyText, encodingOf } from '../oracle';
import { giantText, longText } from '../properties';

describe('a stream encoder', function () {
  this.timeout(60_000);
  for (const name of encodingNames)
    for (const policy of ['encode', 'text'] as const)
      it(`gives the ids of the whole text, however it is cut (${name}, ${policy})`, () => {
        const encoding = encodingOf(name);
        const texts = fc.oneof(anyText, longText, giantText);
        fc.assert(
          fc.property(texts, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (text, sizes) => {
            const stream = new StreamEncoder(encoding, policy);
            const settled = [];
            for (let at = 0, i = 0; at < text.length; i++) {
              const size = sizes[i % sizes.length]!;
              settled.push(stream.push(text.slice(at, at + size)));
              at += size;
            }
            settled.push(stream.end());
            assert.equal(settled.map(part => part.text).join(''), text);
            assert.deepEqual(
              settled.flatMap(part => [...part.ids]),
              [...encoding.encode(text, policy).ids],
            );
            // What is settled can be encoded alone.
            for (const part of settled) assert.deepEqual(part.ids, encoding.ids(part.text, policy));
          }),
          { numRuns: 600 },
        );
      });

  it('holds back a few characters only', () => {
    const stream = new StreamEncoder(encodingOf('gpt2'), 'encode');
    let settled = 0;
    for (let i = 0; i < 1000; i++) settled += stream.push('The cat sat on the mat. ').text.length;
    assert.ok(24_000 - settled < 60, `${24_000 - settled} characters wait`);
  });
});
