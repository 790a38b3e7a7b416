import assert from 'node:assert/strict';
import { settingDefaults, type SettingId, type Settings } from '../../../src/contributions';
import { wantedGraph } from '../../../src/host/defaultTable';

const wanted = (tokenizer: string, changed: Partial<Settings> = {}): string =>
  wantedGraph(tokenizer, <K extends SettingId>(id: K) => ({ ...settingDefaults, ...changed })[id]);

describe('which graph the settings ask for', () => {
  it("is the trained table for the tokenizers whose ids are its rows, and an untrained graph for others'", () => {
    assert.deepEqual(
      ['gpt2', 'r50k_base'].map(each => wanted(each)),
      ['trained', 'trained'],
    );
    assert.deepEqual(
      ['o200k_base', 'bytes', 'p50k_base'].map(each => wanted(each)),
      Array(3).fill('untrained'),
    );
  });

  it('is the untrained graph of which a setting was changed', () => {
    assert.equal(wanted('gpt2', { 'embedding.seed': 7 }), 'untrained');
    assert.equal(wanted('gpt2', { 'embedding.hiddenSize': 16 }), 'untrained');
    assert.equal(wanted('gpt2', { 'embedding.layersBefore': { positionTable: ['nn.Linear(3, 4)'] } }), 'untrained');
  });

  it('is what embedding.graph names', () => {
    assert.equal(wanted('gpt2', { 'embedding.graph': 'untrained' }), 'untrained');
    assert.equal(wanted('bytes', { 'embedding.graph': 'default', 'embedding.seed': 7 }), 'trained');
    assert.equal(wanted('gpt2', { 'embedding.graph': '/models/model.onnx' }), 'file');
  });
});
