import assert from 'node:assert/strict';
import manifest from '../../../../package.json';
import { tintMeanings } from '../../../../src/webview/windows/tintLegend';

describe('the legend of tints', () => {
  it('has a meaning for each tint that the extension draws, in colours that there are', () => {
    const ids = manifest.contributes.colors.map(({ id }) => id);
    for (const [mode, entries] of Object.entries(tintMeanings)) {
      assert.equal(entries.length === 0, mode === 'none');
      for (const [look] of entries) assert.ok(ids.includes(`tokenscope.${look}`), look);
    }
    const looks = new Set(Object.values(tintMeanings).flatMap(entries => entries.map(([look]) => look)));
    assert.deepEqual([...looks].sort(), ['heat', 'uncovered', 'window1', 'window2', 'windowTarget']);
  });
});
