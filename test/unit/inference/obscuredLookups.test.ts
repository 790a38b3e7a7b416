import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useInference } from '../../support/useInference';
import { floats, longs, onnxModel, type NodeSpec, type TensorSpec } from '../../support/onnxGraph';

const node = (op: string, inputs: string[], output: string): NodeSpec => ({ op, inputs, outputs: [output] });
const word = floats('W', [9, 2], new Float32Array(18));
const bytes: TensorSpec = { name: 'W8', dims: [9, 2], dataType: 2, bytes: new Uint8Array(18) };
const scale = floats('scale', [], [1]);
const zero = longs('zero', [], [0]);
const ids = { name: 'ids', type: 7, dims: ['b', 's'] };
const positions = { name: 'position_ids', type: 7, dims: ['b', 's'] };
const out = { name: 'out', type: 1, dims: ['b', 's', 2] };
const masked = [
  node('Greater', ['ids', 'zero'], 'mask'),
  node('Where', ['mask', 'ids', 'zero'], 'kept'),
  node('Gather', ['W', 'kept'], 'w'),
];

describe('a table that is looked up behind something', () => {
  const inference = useInference();
  let count = 0;
  const open = (nodes: NodeSpec[], initializers: TensorSpec[], inputs = [ids]) => {
    const path = join(inference.folder, `${count++}.onnx`);
    writeFileSync(path, onnxModel({ nodes, initializers, inputs, outputs: [out] }));
    return inference.client.call('open', { path });
  };
  it('is named where ids go through a mask', async () => {
    await assert.rejects(
      open([...masked, node('Identity', ['w'], 'out')], [word, zero]),
      /"W" \[9, 2\] is looked up by what Where and Greater make of the input "ids".*export the model without that step/,
    );
  });

  it('is named where it is quantized, before the look-up or after it', async () => {
    const message = /"W8" \[9, 2\] is looked up, but holds uint8, quantized numbers.*DequantizeLinear/;
    const before = [node('DequantizeLinear', ['W8', 'scale'], 'W'), node('Gather', ['W', 'ids'], 'out')];
    await assert.rejects(open(before, [bytes, scale]), message);
    const after = [node('Gather', ['W8', 'ids'], 'w'), node('DequantizeLinear', ['w', 'scale'], 'out')];
    await assert.rejects(open(after, [bytes, scale]), message);
  });

  it('is not replaced by the table of positions', async () => {
    const place = floats('P', [6, 2], new Float32Array(12));
    const sum = [...masked, node('Gather', ['P', 'position_ids'], 'p'), node('Add', ['w', 'p'], 'out')];
    await assert.rejects(open(sum, [word, zero, place], [ids, positions]), /"W" \[9, 2\] is looked up by what Where/);
    const unnamed = sum.map(each => ({ ...each, inputs: each.inputs.map(name => name.replace('position_ids', 'q')) }));
    await assert.rejects(
      open(unnamed, [word, zero, place], [ids, { ...positions, name: 'q' }]),
      /"W" \[9, 2\] is looked up by what Where/,
    );
  });

  it('is still said to be missing where there is none', async () => {
    await assert.rejects(
      open([node('Cast', ['ids'], 'out')], []),
      /no table of vectors is looked up by an input\. .* Choose a graph that begins with token ids/,
    );
  });
});
