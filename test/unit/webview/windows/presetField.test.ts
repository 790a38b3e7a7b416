import assert from 'node:assert/strict';
import { loaderPresets } from '../../../../src/dataset/presets';
import { presetOf } from '../../../../src/webview/windows/presetField';

describe('presets', () => {
  it('are recognized in the parameters, whatever the seed', () => {
    loaderPresets.forEach(({ options }, index) => {
      assert.equal(presetOf(loaderPresets, { ...options, seed: '7', epoch: 3 }), index);
      assert.equal(presetOf(loaderPresets, { ...options, stride: 77, seed: '7', epoch: 3 }), -1);
    });
  });
});
