import assert from 'node:assert/strict';
import { unaskedBytes } from '../../../src/base/bounds';
import { beyondBudget, CostlyGraphError, costOf } from '../../../src/host/seededCost';

const spec = { seed: '123', vocabularySize: 50257, hiddenSize: 768, contextLength: 1024 };

describe('what an untrained graph costs', () => {
  it('is four bytes for each number of its tables', () => {
    assert.equal(costOf(spec), 4 * 768 * (50257 + 1024));
    assert.equal(costOf({ ...spec, positions: 'none' }), 4 * 768 * 50257);
    assert.equal(costOf({ ...spec, positions: 'rotary' }), 4 * 768 * 50257);
  });

  it('is spent unasked for GPT-2 and for the default of each tokenizer but characters', () => {
    assert.ok(costOf(spec) <= unaskedBytes);
    assert.ok(costOf({ ...spec, vocabularySize: 200_019, hiddenSize: 256 }) <= unaskedBytes);
    assert.ok(costOf({ ...spec, vocabularySize: 0x110000, hiddenSize: 256 }) > unaskedBytes);
  });

  it('is said with numbers and what to do', () => {
    const { message } = new CostlyGraphError({ ...spec, vocabularySize: 1_048_576, hiddenSize: 4096 });
    assert.match(
      message,
      /1,048,576 × 4,096 would take 17\.2 GB on this disk\. Lower tokenscope\.embedding\.hiddenSize/,
    );
  });
});

describe('graphs in global storage', () => {
  const file = (name: string, size: number, changed: number) => ({ name, size, changed });
  const files = [
    file('seed2.onnx', 1, 20),
    file('seed2.onnx.data', 9, 21),
    file('seed1.onnx', 1, 10),
    file('seed1.onnx.data', 9, 11),
    file('seed3.onnx', 1, 30),
    file('seed3.onnx.data', 9, 31),
    file('notes.txt', 1000, 1),
  ];

  it('go beyond the budget, the oldest first, both files of each', () => {
    assert.deepEqual(beyondBudget(files, 30, 'seed3.onnx'), []);
    assert.deepEqual(beyondBudget(files, 29, 'seed3.onnx'), ['seed1.onnx', 'seed1.onnx.data']);
  });

  it('never include the one in use, nor a file that is no drawn graph', () => {
    assert.deepEqual(beyondBudget(files, 0, 'seed1.onnx'), [
      'seed2.onnx',
      'seed2.onnx.data',
      'seed3.onnx',
      'seed3.onnx.data',
    ]);
  });
});
