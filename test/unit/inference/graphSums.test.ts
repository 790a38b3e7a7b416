import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useInference } from '../../support/useInference';
import { floats, longs, onnxModel, type ModelSpec, type NodeSpec } from '../../support/onnxGraph';

const H = 2;
const word = Float32Array.from({ length: 9 * H }, (_, i) => 100 + i);
const position = Float32Array.from({ length: 6 * H }, (_, i) => i / 8);
const type = Float32Array.of(1000, 2000, 5000, 6000);
const rows = (table: Float32Array, at: readonly number[]): number[] =>
  at.flatMap(row => [...table.subarray(row * H, row * H + H)]);
const plus = (...parts: readonly number[][]): number[] => parts[0]!.map((_, i) => parts.reduce((s, p) => s + p[i]!, 0));

const ids = { name: 'ids', type: 7, dims: ['a', 'c'] };
const out = { name: 'out', type: 1, dims: ['a', 'c', H] };
const node = (op: string, inputs: string[], output: string, more: Partial<NodeSpec> = {}): NodeSpec => ({
  op,
  inputs,
  outputs: [output],
  ...more,
});
const word1 = node('Gather', ['W', 'ids'], 'w');
const tables = [floats('W', [9, H], word), floats('P', [6, H], position), floats('T', [2, H], type)];

describe('what a graph adds to its token vectors', () => {
  const inference = useInference();
  const open = async (name: string, part: Partial<ModelSpec>, overrides = {}) => {
    const path = join(inference.folder, `${name}.onnx`);
    writeFileSync(path, onnxModel({ nodes: [], initializers: tables, inputs: [ids], outputs: [out], ...part }));
    const { card } = await inference.client.call('open', { path, overrides });
    const run = (...tokens: number[]) =>
      inference.client.call('run', {
        path,
        overrides,
        ids: Uint32Array.from(tokens),
        outputs: ['token', 'position', 'input'],
      });
    return { path, card, run, why: card.guesses.find(({ key }) => key === 'inputOutput')!.reason };
  };
  /** Positions 0, 1, 2 ... counted by the graph, as exporters write them. */
  const counted: NodeSpec[] = [
    node('Shape', ['ids'], 'shape'),
    node('Constant', [], 'one', { tensor: longs('', [], [1]) }),
    node('Constant', [], 'zero', { tensor: longs('', [], [0]) }),
    node('Gather', ['shape', 'one'], 'length'),
    node('Range', ['zero', 'length', 'one'], 'range'),
  ];

  for (const [name, adds] of [
    ['type first', [node('Add', ['w', 't'], 's'), node('Add', ['s', 'p'], 'out')]],
    ['position first', [node('Add', ['p', 'w'], 's'), node('Add', ['t', 's'], 'out')]],
    ['the others first', [node('Add', ['t', 'p'], 's'), node('Add', ['w', 's'], 'out')]],
  ] as const) {
    it(`is followed through sums of any order, a segment table among them: ${name}`, async () => {
      const segments = { name: 'token_type_ids', type: 7, dims: ['a', 'c'] };
      const { card, run, why } = await open(`sum ${name}`, {
        inputs: [ids, segments],
        nodes: [
          ...counted,
          word1,
          node('Gather', ['T', 'token_type_ids'], 't'),
          node('Gather', ['P', 'range'], 'p'),
          ...adds,
        ],
      });
      assert.deepEqual([card.tokenTable.name, card.positionTable?.name, card.contextLength], ['W', 'P', 6]);
      const found = await run(4, 7);
      assert.deepEqual([...found.token!], rows(word, [4, 7]));
      assert.deepEqual([...found.position!], rows(position, [0, 1]));
      assert.deepEqual([...found.input!], plus(rows(word, [4, 7]), rows(position, [0, 1]), rows(type, [0, 0])));
      assert.equal(why, 'the sum of token + position + segment 0 of "T"');
    });
  }

  it('takes no two-row table for positions when the graph itself chooses its rows', async () => {
    const { card, run } = await open('constant segments', {
      nodes: [
        ...counted,
        node('Constant', [], 'cc', { tensor: longs('', [1, 6], [0, 0, 0, 0, 0, 0]) }),
        word1,
        node('Gather', ['T', 'cc'], 't'),
        node('Slice', ['t', 'from', 'to', 'axis'], 't2'),
        node('Gather', ['P', 'range'], 'p'),
        node('Add', ['w', 't2'], 's'),
        node('Add', ['s', 'p'], 'out'),
      ],
      initializers: [...tables, longs('from', [1], [0]), longs('to', [1], [2]), longs('axis', [1], [1])],
    });
    assert.equal(card.positionTable?.name, 'P');
    assert.deepEqual([...(await run(4, 7)).position!], rows(position, [0, 1]));
  });

  for (const [name, offset] of [
    ['added', [node('Add', ['range', 'two'], 'at')]],
    [
      'by counting tokens that are no padding, as RoBERTa does',
      [
        node('Equal', ['ids', 'one'], 'padding'),
        node('Not', ['padding'], 'kept'),
        node('Cast', ['kept'], 'mask', { integers: { to: 7 } }),
        node('CumSum', ['mask', 'one'], 'sums'),
        node('Mul', ['sums', 'mask'], 'masked'),
        node('Add', ['masked', 'one'], 'at'),
      ],
    ],
  ] as const) {
    it(`begins at row 2 of the position table and has two rows fewer: ${name}`, async () => {
      const { card, run, path } = await open(`offset ${name.slice(0, 5)}`, {
        nodes: [
          ...counted,
          node('Constant', [], 'two', { tensor: longs('', [], [2]) }),
          ...offset,
          word1,
          node('Gather', ['P', 'at'], 'p'),
          node('Add', ['w', 'p'], 'out'),
        ],
      });
      assert.equal(card.contextLength, 4);
      const found = await run(4, 7, 0, 0);
      assert.deepEqual([...found.position!], rows(position, [2, 3, 4, 5]));
      await assert.rejects(run(0, 0, 0, 0, 0), /5 tokens are too many: the graph has positions for 4/);
      const target = join(inference.folder, `exported ${name.slice(0, 5)}.onnx`);
      const options = { type: 'float32', weights: 'inside', metadata: {} } as const;
      await inference.client.call('exportGraph', { path, overrides: {}, target, ...options });
      const again = await inference.client.call('run', { path: target, ids: Uint32Array.of(4, 7), outputs: ['input'] });
      assert.deepEqual([...again.input!], [...found.input!].slice(0, 2 * H));
      const terms = [{ ids: Uint32Array.of(0), weight: 1 }];
      const near = await inference.client.call('neighbours', {
        path,
        table: 'position',
        terms,
        metric: 'cosine',
        count: 4,
      });
      assert.deepEqual([near.ids[0], near.ids.length], [0, 4]);
    });
  }

  it('feeds models of [sequence, batch], whose positions are [maximum, 1, hidden]', async () => {
    const { run, card } = await open('sequence first', {
      nodes: [
        word1,
        node('Shape', ['ids'], 'shape'),
        node('Slice', ['shape', 'from', 'to', 'from'], 'length'),
        node('Slice', ['P', 'from', 'length', 'from'], 'p'),
        node('Add', ['w', 'p'], 'out'),
      ],
      initializers: [tables[0]!, floats('P', [6, 1, H], position), longs('from', [1], [0]), longs('to', [1], [1])],
    });
    assert.equal(card.contextLength, 6);
    const found = await run(4, 7, 1);
    assert.deepEqual([...found.position!], rows(position, [0, 1, 2]));
    assert.deepEqual([...found.input!], plus(rows(word, [4, 7, 1]), rows(position, [0, 1, 2])));
  });

  it('feeds a fixed batch after the sequence, and reads every row of the first', async () => {
    const { run } = await open('fixed batch', {
      inputs: [{ ...ids, dims: [4, 3] }],
      nodes: [word1, node('Add', ['w', 'P'], 'out')],
      initializers: [tables[0]!, floats('P', [4, 1, H], position.subarray(0, 4 * H))],
    });
    const found = await run(4, 7, 1);
    assert.deepEqual([...found.token!], rows(word, [4, 7, 1]));
    assert.deepEqual([...found.input!], plus(rows(word, [4, 7, 1]), rows(position, [0, 1, 2])));
  });

  it('follows vectors that are turned to [sequence, batch] on their way', async () => {
    const { run } = await open('turned', {
      nodes: [
        word1,
        node('Transpose', ['w'], 'turned', { lists: { perm: [1, 0, 2] } }),
        node('Shape', ['ids'], 'shape'),
        node('Slice', ['shape', 'from', 'to', 'zero'], 'length'),
        node('Slice', ['P', 'zero', 'length', 'zero'], 'p'),
        node('Add', ['turned', 'p'], 'sum'),
        node('Transpose', ['sum'], 'out', { lists: { perm: [1, 0, 2] } }),
      ],
      initializers: [
        tables[0]!,
        floats('P', [6, 1, H], position),
        longs('zero', [1], [0]),
        longs('from', [1], [1]),
        longs('to', [1], [2]),
      ],
    });
    const found = await run(4, 7, 1);
    assert.deepEqual([...found.input!], plus(rows(word, [4, 7, 1]), rows(position, [0, 1, 2])));
  });

  it('looks rows up in a table that lies column by column', async () => {
    const columns = Float32Array.from({ length: 9 * H }, (_, i) => word[(i % 9) * H + Math.floor(i / 9)]!);
    const { run, card, path } = await open('columns', {
      nodes: [node('Transpose', ['W'], 'W_T'), node('Gather', ['W_T', 'ids'], 'out')],
      initializers: [floats('W', [H, 9], columns)],
    });
    assert.deepEqual([card.vocabularySize, card.hiddenSize], [9, H]);
    assert.deepEqual([...(await run(4, 7)).token!], rows(word, [4, 7]));
    const terms = [{ ids: Uint32Array.of(0), weight: 1 }];
    const near = inference.client.call('neighbours', { path, table: 'token', terms, metric: 'cosine', count: 1 });
    await assert.rejects(near, /stored in a form that cannot be read where it lies/);
  });

  it("takes the graph's own output for the truth, and says that its parts cannot be told apart", async () => {
    const { run, why } = await open('unknown', {
      nodes: [word1, node('Abs', ['P'], 'q'), node('Sub', ['w', 'q'], 'out')],
      initializers: [tables[0]!, floats('P', [1, 1, H], [5, 6])],
    });
    const expected = rows(word, [4, 7]).map((value, i) => value - [5, 6][i % 2]!);
    assert.deepEqual([...(await run(4, 7)).input!], expected);
    assert.match(why, /the graph's own output, which is made by Sub: .* cannot be told apart/);
  });
});
