import assert from 'node:assert/strict';
import { useInference } from '../../support/useInference';
import { readDamaged, readGrown, validFiles } from '../../support/damagedFiles';

describe('damaged files', () => {
  const inference = useInference();
  // Ten thousand of each: npm run fuzz:files.
  for (const extension of Object.keys(validFiles)) {
    it(`.${extension}: whatever byte is wrong, an answer comes from the process that was asked`, async () => {
      const { read, refused, crashed } = await readDamaged(inference.client, inference.folder, extension, 400, 1);
      assert.equal(read + refused, 400);
      assert.equal(crashed, 0);
      assert.ok(read > 0 && refused > 0);
    });
  }

  it('an answer comes for graphs that grow by chains, doublings, fans and sums', async () => {
    const { read, refused, crashed } = await readGrown(inference.client, inference.folder, 16, 1);
    assert.deepEqual([read + refused, crashed], [16, 0]);
    assert.ok(read > 0 && refused > 0);
  });
});
