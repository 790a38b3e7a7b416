import assert from 'node:assert/strict';
import { fillTemplate, statusPlaceholders, statusValues } from '../../../src/host/statusTemplate';
import manifest from '../../../package.json';

const statistics = { tokens: 1234, selected: 7, characters: 2468, bytes: 3000, words: 500, tiles: true };

describe('the template of the status bar', () => {
  it('is filled with what is counted, and keeps what is no placeholder', () => {
    const values = statusValues(statistics, 'gpt2', '1,234 / 8,192 tokens');
    assert.equal(
      fillTemplate('{tokens} ({selected}) {ratio} {budget} {x} {{tokenizer}}', values),
      '1,234 (7) 2.00 1,234 / 8,192 tokens {x} {gpt2}',
    );
    assert.equal(statusValues({ ...statistics, tokens: 0 }, 'gpt2', '').ratio, '–');
  });

  it('has placeholders that its setting documents', () => {
    const { markdownDescription } = manifest.contributes.configuration.properties['tokenscope.statusBar.template'];
    for (const name of statusPlaceholders) assert.ok(markdownDescription.includes(`\`{${name}}\``), name);
  });
});
