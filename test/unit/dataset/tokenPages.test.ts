import assert from 'node:assert/strict';
import { TokenPages } from '../../../src/dataset/tokenPages';

describe('TokenPages', () => {
  for (const vocabularySize of [50_257, 200_019])
    it(`keeps ids of a vocabulary of ${vocabularySize} over the ends of pages, and forgets the last`, () => {
      const all = Uint32Array.from({ length: 700_000 }, (_, i) => (i * 7919) % vocabularySize);
      const pages = new TokenPages(vocabularySize);
      for (let at = 0, size = 1; at < all.length; at += size, size = Math.ceil(size * 1.7))
        pages.push(all.subarray(at, at + size));
      assert.equal(pages.length, all.length);
      assert.deepEqual(pages.ids(0, 1e9), all);
      assert.deepEqual(pages.ids(262_100, 262_200), all.slice(262_100, 262_200));
      pages.truncate(300_000);
      pages.push(Uint32Array.of(7, 8));
      assert.deepEqual(pages.ids(299_999, 300_005), Uint32Array.of(all[299_999]!, 7, 8));
      pages.truncate(0);
      assert.deepEqual(pages.ids(0, 5), new Uint32Array(0));
    });
});
