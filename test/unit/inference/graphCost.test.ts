import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { maximumNodes } from '../../../src/base/bounds';
import { useInference } from '../../support/useInference';
import { chain, doublings, fan, grownGraph, sums, type Growth } from '../../support/grownGraphs';
import { longs, type NodeSpec } from '../../support/onnxGraph';
import { safetensors } from '../../support/weightFiles';

const isLinux = process.platform === 'linux';

describe('what a graph costs', () => {
  const inference = useInference();
  let count = 0;
  const save = (growth: Growth): string => {
    const path = join(inference.folder, `cost${count++}.onnx`);
    writeFileSync(path, grownGraph(growth));
    return path;
  };
  const open = async (growth: Growth) => (await inference.client.call('open', { path: save(growth) })).card;
  const memory = (): number =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${inference.client.processId}/status`, 'utf8'))![1]) / 1024;
  it('is refused with its numbers before doublings fill the memory', async () => {
    await assert.rejects(
      open(doublings(32)),
      /For one token the graph fills at least 48\.0 GiB at once, more than the 1\.00 GiB that it may take on this machine\. Choose another/,
    );
    await assert.rejects(open(doublings(27)), /at least 1\.50 GiB at once/);
    assert.equal((await open(doublings(26))).affordableTokens, 1);
  });

  it('is refused where a tensor says how often it is repeated', async () => {
    const tile: NodeSpec = { op: 'Tile', inputs: ['v0', 'times'], outputs: ['out'] };
    const growth = { nodes: [tile], last: 'out', initializers: [longs('times', [3], [1, 1, 2 ** 29])] };
    await assert.rejects(open(growth), /at least 4\.00 GiB at once/);
  });

  it('grows with the tokens, of which fewer may still do', async () => {
    const path = save(doublings(23));
    const { card } = await inference.client.call('open', { path });
    const run = (tokens: number) =>
      inference.client.call('run', { path, ids: new Uint32Array(tokens), outputs: ['token'] });
    assert.equal(card.affordableTokens, 10);
    await assert.rejects(run(11), /11 tokens are too many: with more than 10 the graph would take more memory/);
    assert.equal((await run(10)).sequence, 10);
  });

  it('counts all values that exist at once, not the largest alone', async () => {
    const wide = fan(100, 2 ** 22);
    await assert.rejects(open(wide), /at least 1\.58 GiB at once/);
    assert.ok((await open(fan(50, 2 ** 22))).affordableTokens > 0);
  });

  it('follows the shapes of products and of what is reshaped by computed shapes', async () => {
    const nodes: NodeSpec[] = [
      { op: 'Shape', inputs: ['v0'], outputs: ['shape'] },
      { op: 'Concat', inputs: ['large', 'shape'], outputs: ['target'], integers: { axis: 0 } },
      { op: 'Expand', inputs: ['v0', 'target'], outputs: ['out'] },
    ];
    const initializers = [longs('large', [1], [2 ** 31])];
    await assert.rejects(open({ nodes, last: 'out', initializers }), /at least 16\.0 GiB at once/);
    const square: NodeSpec[] = [
      { op: 'Transpose', inputs: ['v0'], outputs: ['t'], lists: { perm: [0, 2, 1] } },
      { op: 'MatMul', inputs: ['v0', 't'], outputs: ['out'] },
    ];
    const { affordableTokens } = await open({ nodes: square, last: 'out' });
    assert.ok(affordableTokens > 16_000 && affordableTokens < 16_400, String(affordableTokens));
  });

  it('is refused where it would compute for minutes', async () => {
    const repeated = (times: number): Growth => {
      const { nodes } = doublings(26);
      const more = Array.from({ length: times }, (_, i) => ({
        op: 'Neg',
        inputs: [`v${26 + i}`],
        outputs: [`v${27 + i}`],
      }));
      return { nodes: [...nodes, ...more], last: `v${26 + times}` };
    };
    assert.equal((await open(repeated(1000))).affordableTokens, 1);
    await assert.rejects(open(repeated(1200)), /computes for at least \d\d seconds, more than the 30/);
  });

  it('is not made large by a chain of as many nodes as a graph may have', async () => {
    assert.equal((await open(chain(maximumNodes - 1))).hiddenSize, 2);
    await assert.rejects(open(chain(maximumNodes)), /more than 20000 nodes/);
  });

  it('does not grow with the square of what is followed', async () => {
    assert.equal((await open(sums(9000))).hiddenSize, 2);
  });

  it('leaves no memory where a header is refused', async function () {
    if (!isLinux) this.skip();
    const tensors = Object.fromEntries(
      Array.from({ length: 150_000 }, (_, i) => [
        `layers.${i}.weight`,
        { dtype: 'F32', shape: [1, 1], bytes: new Uint8Array(4) } as const,
      ]),
    );
    const file = safetensors(tensors);
    const path = join(inference.folder, 'many.safetensors');
    await inference.client.call('alive', {});
    const before = memory();
    writeFileSync(path, file.subarray(0, file.length - 4));
    await assert.rejects(inference.client.call('open', { path }), /Is it complete/);
    await inference.client.call('alive', {});
    const grown = memory() - before;
    assert.ok(grown < 100, `${grown} MB`);
    writeFileSync(
      path,
      Buffer.concat([new Uint8Array(new BigUint64Array([2n ** 24n + 1n]).buffer), Buffer.alloc(2 ** 24 + 1)]),
    );
    await assert.rejects(
      inference.client.call('open', { path }),
      /16777217 bytes long, more than the 16777216 that are read/,
    );
  });
});
