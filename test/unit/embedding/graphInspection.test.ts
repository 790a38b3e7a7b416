import assert from 'node:assert/strict';
import type { GraphCard, GraphOverrides } from '../../../src/embedding/graphCard';
import { GraphError } from '../../../src/embedding/graphError';
import { inspectGraph } from '../../../src/embedding/graphInspection';
import { readOnnxModel } from '../../../src/embedding/onnxModel';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { bytesSource } from '../../../src/formats/byteSource';
import { floats, longs, onnxModel, type ModelSpec } from '../../support/onnxGraph';

const inspect = (bytes: Uint8Array): GraphCard => inspectGraph(readOnnxModel(bytesSource(bytes)));
const table = (rows: number) =>
  ({ rows, type: 'float16', data: { bytes: new Uint8Array(rows * 8).fill(rows) } }) as const;
const ids = { name: 'q', type: 7, dims: ['b', 's'] };
const sum = { name: 'r', type: 1, dims: ['b', 's', 4] };
const wide = floats('A', [9, 4], new Float32Array(36));
const narrow = floats('B', [5, 4], new Float32Array(20));
const look = (from: string, at: string, out: string) => ({ op: 'Gather', inputs: [from, at], outputs: [out] });
const add = { op: 'Add', inputs: ['p', 't'], outputs: ['r'] };
const spec = (part: Partial<ModelSpec>): Uint8Array =>
  onnxModel({ nodes: [], initializers: [wide, narrow], inputs: [ids], outputs: [sum], ...part });

describe('inspectGraph', () => {
  it('reads the graph that this extension writes', () => {
    const metadata = { 'tokenscope.seed': '42' };
    const bytes = writeEmbeddingGraph({ hiddenSize: 4, token: table(9), position: table(5), metadata });
    const located = (name: string, rows: number) => {
      const offset = Buffer.from(bytes).indexOf(table(rows).data.bytes);
      return { name, rows, columns: 4, type: 'float16', file: undefined, offset } as const;
    };
    assert.deepEqual(inspect(bytes), {
      idsInput: { name: 'input_ids', type: 'int64', dims: [null, null] },
      positionInput: { name: 'position_ids', type: 'int64', dims: [null, null] },
      outputs: {
        token: { name: 'token_embeddings', type: 'float32', isAdded: false },
        position: { name: 'position_embeddings', type: 'float32', isAdded: false },
        input: { name: 'input_embeddings', type: 'float32', isAdded: false },
      },
      tables: { token: located('wte', 9), position: located('wpe', 5) },
      vocabularySize: 9,
      hiddenSize: 4,
      contextLength: 5,
      positions: 'learned',
      declaredInputs: ['input_ids', 'position_ids'].map(name => ({
        name,
        type: 'int64',
        shape: ['batch', 'sequence'],
      })),
      declaredOutputs: ['token', 'position', 'input'].map(name => ({
        name: `${name}_embeddings`,
        type: 'float32',
        shape: ['batch', 'sequence', 4],
      })),
      guesses: [
        {
          key: 'tokenTable',
          value: 'wte',
          reason: 'its input "input_ids" is the most like token ids of 2 that look tables up',
        },
        { key: 'idsInput', value: 'input_ids', reason: 'named like token ids' },
        { key: 'positionTable', value: 'wpe', reason: 'what is added to the token vectors' },
        {
          key: 'positionInput',
          value: 'position_ids',
          reason: 'it looks up "wpe", which is added to the token vectors',
        },
        { key: 'tokenOutput', value: 'token_embeddings', reason: 'rows of the token table' },
        { key: 'positionOutput', value: 'position_embeddings', reason: 'what is added to the token vectors' },
        { key: 'inputOutput', value: 'input_embeddings', reason: 'the last value made from the token vectors' },
      ],
      seed: '42',
      affordableTokens: 5,
      opset: 17,
      producer: 'tokenscope',
    });
  });

  it('reads it without positions', () => {
    const card = inspect(writeEmbeddingGraph({ hiddenSize: 4, token: table(9) }));
    assert.deepEqual(Object.keys(card.outputs), ['token', 'input']);
    assert.equal(card.outputs.input?.name, 'input_embeddings');
    assert.equal(card.contextLength, undefined);
  });

  it('tells ids from positions by structure when the names say nothing', () => {
    const where = { name: 'w', type: 7, dims: ['s'] };
    const nodes = [look('B', 'w', 'p'), look('A', 'q', 't'), add];
    const card = inspect(spec({ nodes, inputs: [where, ids] }));
    assert.deepEqual([card.idsInput.name, card.positionInput?.name], ['q', 'w']);
    assert.deepEqual([card.vocabularySize, card.contextLength], [9, 5]);
    assert.deepEqual(card.outputs.token, { name: 't', type: 'float32', isAdded: true });
  });

  it('takes positions from constants inside, of which there are only so many', () => {
    const nodes = [
      { op: 'Constant', inputs: [], outputs: ['c'], tensor: longs('', [1, 4], [0, 1, 2, 3]) },
      look('A', 'q', 't'),
      look('B', 'c', 'p'),
      add,
    ];
    const card = inspect(spec({ nodes }));
    assert.deepEqual([card.positionInput, card.contextLength, card.fixedLength], [undefined, 5, 4]);
  });

  it('takes positions that are computed inside (Range), of any length', () => {
    const nodes = [
      look('A', 'q', 't'),
      { op: 'Range', inputs: ['x', 'y', 'z'], outputs: ['c'] },
      look('B', 'c', 'p'),
      add,
    ];
    const card = inspect(spec({ nodes }));
    assert.deepEqual([card.contextLength, card.fixedLength], [5, undefined]);
  });

  it('says what was found in a graph of another kind', () => {
    const matrix = { op: 'MatMul', inputs: ['q', 'A'], outputs: ['r'] };
    assert.throws(
      () => inspect(spec({ nodes: [matrix] })),
      (error: unknown) => error instanceof GraphError && error.message.includes('Found inputs: "q"; operators: MatMul'),
    );
  });

  it('names an input that is neither ids nor positions', () => {
    const mask = { name: 'attention_mask', type: 7, dims: ['b', 's'] };
    const run = (): unknown => inspect(spec({ nodes: [look('A', 'q', 'r')], inputs: [ids, mask] }));
    assert.throws(run, /also wants the input "attention_mask"/);
  });

  const two = { nodes: [look('B', 'w', 'p'), look('A', 'q', 't'), add], inputs: [{ ...ids, name: 'w' }, ids] };
  const inspectTwo = (overrides: GraphOverrides): GraphCard =>
    inspectGraph(readOnnxModel(bytesSource(spec(two))), overrides);

  it('takes a name of the settings over what it would find, and says so', () => {
    const card = inspectTwo({ tokenTable: 'B', tokenOutput: 'r' });
    assert.deepEqual([card.idsInput.name, card.positionInput?.name, card.vocabularySize], ['w', 'q', 5]);
    assert.equal(card.outputs.token?.name, 'r');
    assert.deepEqual(card.guesses.find(({ key }) => key === 'tokenTable')?.reason, 'your setting says so');
    assert.equal(inspectTwo({ idsInput: 'w' }).tables.token.name, 'B');
  });

  it('says what could be chosen when a name of the settings is not there', () => {
    assert.throws(
      () => inspectTwo({ tokenTable: 'C' }),
      /tokenTable = "C", which cannot be used. It could be "B", "A"/,
    );
  });

  it('asks when two tables are equally likely', () => {
    const initializers = [wide, floats('B', [9, 4], new Float32Array(36))];
    const same = spec({ ...two, initializers });
    assert.throws(
      () => inspect(same),
      (error: unknown) =>
        error instanceof GraphError &&
        error.code === 'SEVERAL_TABLES' &&
        error.message.includes('"B" [9, 4], "A" [9, 4]'),
    );
    assert.equal(inspectGraph(readOnnxModel(bytesSource(same)), { tokenTable: 'A' }).idsInput.name, 'q');
  });

  it('finds positions behind token vectors that are scaled by one number', () => {
    const nodes = [look('A', 'q', 't0'), { op: 'Mul', inputs: ['t0', 'k'], outputs: ['t'] }, look('B', 'w', 'p'), add];
    const card = inspect(spec({ ...two, nodes, initializers: [wide, narrow, floats('k', [], [2])] }));
    assert.deepEqual([card.positionInput?.name, card.outputs.token?.name], ['w', 't']);
  });

  it('converts bfloat16, which JavaScript has not', () => {
    const table16 = { name: 'A', dims: [9, 4], dataType: 16, bytes: new Uint8Array(72) };
    const card = inspect(
      spec({ nodes: [look('A', 'q', 'r')], initializers: [table16], outputs: [{ ...sum, type: 16 }] }),
    );
    assert.deepEqual(card.outputs.token, { name: 'r_float32', type: 'float32', isAdded: true, castFrom: 'r' });
  });

  it('survives graphs with cycles', () => {
    const nodes = [
      { op: 'Identity', inputs: ['x'], outputs: ['y'] },
      { op: 'Identity', inputs: ['y'], outputs: ['x'] },
      look('A', 'x', 'r'),
    ];
    assert.throws(() => inspect(spec({ nodes })), GraphError);
  });
});
