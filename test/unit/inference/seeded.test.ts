import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { sinusoidalRows } from '../../../src/embedding/positionTables';
import { writeSeededGraph } from '../../../src/inference/seededGraph';
import { useInference } from '../../support/useInference';

const all = ['token', 'position', 'input'] as const;
const ids = Uint32Array.of(2, 1, 0);
const rounded = (values: Iterable<number> | undefined): string[] => [...(values ?? [])].map(value => value.toFixed(4));

describe('graphs from a seed', () => {
  const inference = useInference();
  const chapter = {
    seed: '42',
    vocabularySize: 3,
    hiddenSize: 4,
    contextLength: 3,
    layersBefore: { tokenTable: [], positionTable: ['nn.Linear(3, 4, bias=False)'] },
  };
  const make = async (more: object): Promise<string> => {
    const path = join(inference.folder, `${JSON.stringify(more).replace(/\W+/g, '')}.onnx`);
    await writeSeededGraph({ ...chapter, path, ...more }, new CancellationSource().token, () => undefined);
    return path;
  };
  // "Working with text data": token_embeddings, pos_embeddings and input_embeddings as the chapter prints them.
  it("have the chapter's tables and sum, its nn.Linear between the two", async () => {
    const found = await inference.client.call('run', { path: await make({}), ids, outputs: [...all] });
    assert.deepEqual(
      rounded(found.token),
      '0.4617 0.2674 0.5349 0.8094 -1.1229 -0.1863 2.2082 -0.6380 0.3367 0.1288 0.2345 0.2303'.split(' '),
    );
    assert.deepEqual(
      rounded(found.position),
      '-0.7658 -0.7506 1.3525 0.6863 -0.3278 0.7950 0.2815 0.0562 0.5227 -0.2384 -0.0499 0.5263'.split(' '),
    );
    assert.deepEqual(
      rounded(found.input),
      '-0.3042 -0.4833 1.8875 1.4957 -1.4506 0.6086 2.4897 -0.5818 0.8594 -0.1095 0.1846 0.7567'.split(' '),
    );
  });

  it('say how to get vectors for more tokens', async () => {
    const path = await make({});
    const run = inference.client.call('run', { path, ids: Uint32Array.of(0, 464), outputs: ['token'] });
    await assert.rejects(run, /Token id 464 at index 1 is outside .*vocabularySize 0 gives one for every token/);
  });

  it('have sinusoidal positions', async () => {
    const path = await make({ positions: 'sinusoidal' });
    const { position } = await inference.client.call('run', { path, ids, outputs: ['position'] });
    assert.deepEqual(position, sinusoidalRows(0, 3, 4));
    const { card } = await inference.client.call('open', { path });
    assert.deepEqual([card.positions, card.contextLength, card.seed], ['sinusoidal', 3, '42']);
  });

  it('rotate the token vectors by position: no position vectors, lengths kept', async () => {
    const path = await make({ positions: 'rotary', contextLength: 9 });
    const { card } = await inference.client.call('open', { path });
    assert.deepEqual([card.positions, card.contextLength, card.outputs], ['rotary', 9, ['token', 'input']]);
    const { token, input } = await inference.client.call('run', { path, ids, outputs: [...all] });
    assert.deepEqual(input!.slice(0, 4), token!.slice(0, 4));
    const [x, y] = [token![4]!, token![5]!];
    assert.deepEqual(
      rounded(input!.slice(4, 6)),
      rounded([x * Math.cos(1) - y * Math.sin(1), y * Math.cos(1) + x * Math.sin(1)]),
    );
    await assert.rejects(
      inference.client.call('run', { path, ids: new Uint32Array(10), outputs: ['input'] }),
      /positions for 9/,
    );
    await assert.rejects(make({ positions: 'rotary', hiddenSize: 3 }), /3 dimensions are odd/);
  });

  it('have no positions where none are wanted', async () => {
    const path = await make({ positions: 'none' });
    const { card } = await inference.client.call('open', { path });
    assert.deepEqual([card.positions, card.outputs], ['none', ['token', 'input']]);
  });
});
