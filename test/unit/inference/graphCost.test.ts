import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InferenceClient } from '../../../src/inference/client';
import { bundleInference } from '../../support/bundleInference';
import { floats, longs, onnxModel, type NodeSpec, type TensorSpec } from '../../support/onnxGraph';

const word = floats('W', [9, 2], new Float32Array(18));
const gather: NodeSpec = { op: 'Gather', inputs: ['W', 'ids'], outputs: ['v0'] };

describe('what a graph costs', () => {
  let bundle: ReturnType<typeof bundleInference>;
  let client: InferenceClient;
  let count = 0;
  const save = (nodes: NodeSpec[], initializers: TensorSpec[] = []): string => {
    const path = join(bundle.folder, `cost${count++}.onnx`);
    const last = nodes.at(-1)!.outputs[0]!;
    const inputs = [{ name: 'ids', type: 7, dims: ['b', 's'] }];
    const outputs = [
      { name: 'v0', type: 1, dims: ['b', 's', 2] },
      { name: last, type: 1, dims: ['b', 's', 'h'] },
    ];
    writeFileSync(
      path,
      onnxModel({ nodes: [gather, ...nodes], initializers: [word, ...initializers], inputs, outputs }),
    );
    return path;
  };
  const doublings = (times: number): NodeSpec[] =>
    Array.from({ length: times }, (_, i) => ({
      op: 'Concat',
      inputs: [`v${i}`, `v${i}`],
      outputs: [`v${i + 1}`],
      integers: { axis: 2 },
    }));
  before(() => {
    bundle = bundleInference();
    client = new InferenceClient(bundle.entry);
  });
  after(() => {
    client.dispose();
    bundle.dispose();
  });

  it('is refused with its numbers before 32 doublings fill the memory', async () => {
    await assert.rejects(
      client.call('open', { path: save(doublings(32)) }),
      /For one token the graph computes at least 8589934592 numbers at once, more than the 268435456 allowed\. Choose another/,
    );
    await assert.rejects(client.call('open', { path: save(doublings(28)) }), /at least 536870912 numbers/);
    assert.equal((await client.call('open', { path: save(doublings(27)) })).card.hiddenSize, 2);
  });

  it('is refused where a tensor says how often it is repeated', async () => {
    const tile: NodeSpec = { op: 'Tile', inputs: ['v0', 'times'], outputs: ['out'] };
    await assert.rejects(
      client.call('open', { path: save([tile], [longs('times', [3], [1, 1, 2 ** 30])]) }),
      /at least 2147483648 numbers/,
    );
  });

  it('grows with the tokens, of which fewer may still do', async () => {
    const path = save(doublings(26));
    await client.call('open', { path });
    const run = (tokens: number) => client.call('run', { path, ids: new Uint32Array(tokens), outputs: ['token'] });
    await assert.rejects(run(3), /For 3 tokens the graph computes at least 402653184 numbers.* Choose fewer tokens/);
    assert.equal((await run(1)).sequence, 1);
  });
});
