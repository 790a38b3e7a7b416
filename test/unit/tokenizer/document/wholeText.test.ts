import * as fc from 'fast-check';
import type { Tokenizer } from '../../../../src/tokenizer/tokenizer';
import { encodingOf } from '../oracle';
import { followsEdits, longText, tiny } from '../properties';

describe('a tokenizer without a locality', function () {
  this.timeout(60_000);

  it('is run again on the whole text', () => {
    const gpt2 = encodingOf('gpt2');
    const { description, name, vocabularySize, specialTokens, endOfText, tiles, restores } = gpt2;
    const plain: Tokenizer = {
      ...{ description, name, vocabularySize, specialTokens, endOfText, tiles, restores },
      locality: undefined,
      encode: (text, policy) => gpt2.encode(text, policy),
      ids: (text, policy) => gpt2.ids(text, policy),
      count: (text, policy) => gpt2.count(text, policy),
      decode: ids => gpt2.decode(ids),
      bytesOf: id => gpt2.bytesOf(id),
      findSpecialTokens: text => gpt2.findSpecialTokens(text),
    };
    for (const policy of ['encode', 'text'] as const) {
      fc.assert(followsEdits(plain, policy, longText), { numRuns: 60 });
      fc.assert(followsEdits(plain, policy, longText, { chunkLength: tiny.chunkLength, lookahead: 4 }), {
        numRuns: 60,
      });
    }
  });
});
