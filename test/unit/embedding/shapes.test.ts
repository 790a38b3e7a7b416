import assert from 'node:assert/strict';
import type { AttributeInfo, NodeInfo } from '../../../src/embedding/onnxModel';
import { knownOutput, type Known } from '../../../src/embedding/shapes';

const node = (opType: string, attributes: Readonly<Record<string, number | number[]>> = {}): NodeInfo => ({
  name: '',
  opType,
  domain: '',
  inputs: [],
  outputs: [],
  attributes: Object.entries(attributes).map(([name, value]): AttributeInfo => ({
    name,
    integer: typeof value === 'number' ? value : undefined,
    integers: typeof value === 'number' ? [] : value,
    tensors: [],
    hasGraph: false,
    hasSparse: false,
  })),
});
const of = (...shape: number[]): Known => ({ shape });
const list = (...integers: number[]): Known => ({ shape: [integers.length], integers });

/** Examples of the operators' pages at https://onnx.ai/onnx/operators/, and shapes that numpy gives. */
const examples: [string, NodeInfo, (Known | undefined)[], Known | undefined][] = [
  ['Add broadcasts', node('Add'), [of(8, 1, 6), of(7, 1)], of(8, 7, 6)],
  ['Where takes three', node('Where'), [of(1), of(4, 1), of(3)], of(4, 3)],
  ['Softmax keeps', node('Softmax', { axis: -1 }), [of(2, 3)], of(2, 3)],
  ['Gather', node('Gather'), [of(50, 4), of(1, 7)], of(1, 7, 4)],
  ['Gather along an axis', node('Gather', { axis: -1 }), [of(5, 4, 3), of(2)], of(5, 4, 2)],
  ['Gather of a shape', node('Gather'), [list(5, 6, 7), list(-1)], { shape: [1], integers: [7] }],
  ['Concat', node('Concat', { axis: 1 }), [of(2, 3), of(2, 5)], of(2, 8)],
  ['Concat of shapes', node('Concat', { axis: 0 }), [list(2), list(3, 4)], list(2, 3, 4)],
  ['Concat of a stranger', node('Concat', { axis: 0 }), [of(2), undefined], undefined],
  ['Shape', node('Shape'), [of(2, 3)], list(2, 3)],
  ['MatMul', node('MatMul'), [of(2, 8, 768), of(768, 3072)], { shape: [2, 8, 3072], products: 768 }],
  ['MatMul with a vector', node('MatMul'), [of(3, 4), of(4)], { shape: [3], products: 4 }],
  ['Gemm', node('Gemm', { transB: 1 }), [of(5, 4), of(6, 4)], { shape: [5, 6], products: 4 }],
  ['Transpose', node('Transpose', { perm: [0, 2, 1] }), [of(1, 2, 3)], of(1, 3, 2)],
  ['Transpose of all', node('Transpose'), [of(1, 2, 3)], of(3, 2, 1)],
  ['Reshape', node('Reshape'), [of(2, 3, 4), list(0, -1)], of(2, 12)],
  ['Expand', node('Expand'), [of(3, 1), list(2, 1, 6)], of(2, 3, 6)],
  ['Tile', node('Tile'), [of(2, 3), list(2, 5)], of(4, 15)],
  ['Unsqueeze', node('Unsqueeze'), [of(3, 4), list(0, 3)], of(1, 3, 4, 1)],
  ['Squeeze by an attribute', node('Squeeze', { axes: [-1] }), [of(3, 1)], of(3)],
  ['ConstantOfShape', node('ConstantOfShape'), [list(4, 3)], of(4, 3)],
  ['Range', node('Range'), [list(10), list(4), list(-2)], of(3)],
  ['Mul of a length', node('Mul'), [list(6), list(7)], list(42)],
  ['what is not followed', node('NonZero'), [of(3)], undefined],
  ['a negative length', node('Expand'), [of(1), list(-5)], undefined],
];

describe('knownOutput', () => {
  for (const [name, operator, inputs, expected] of examples) {
    it(name, () => assert.deepEqual(knownOutput(operator, inputs), expected));
  }

  it('follows neither more than 16 axes nor lists of more than 64 numbers, which double with each node', () => {
    const axes = (count: number): Known => of(...new Array<number>(count).fill(2));
    assert.equal(knownOutput(node('Gather'), [axes(9), axes(8)])?.shape.length, 16);
    assert.equal(knownOutput(node('Gather'), [axes(9), axes(9)]), undefined);
    const long = list(...new Array<number>(32).fill(1));
    assert.equal(knownOutput(node('Concat'), [long, long])?.integers?.length, 64);
    assert.deepEqual(knownOutput(node('Concat'), [long, long, list(1)]), of(65));
  });
});
