import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOnnxModel } from '../../../src/embedding/onnxModel';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { relocateWeights } from '../../../src/embedding/relocateWeights';
import { useInference } from '../../support/useInference';

const rows = 3;
const hiddenSize = 4;
const token = Float32Array.from({ length: rows * hiddenSize }, (_, i) => i + 1);
const position = Float32Array.from({ length: rows * hiddenSize }, (_, i) => 100 * (i + 1));
const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer);
const beside = (file: string) => ({ rows, type: 'float32', data: { file, offset: 0, length: 48 } }) as const;
const graph = (tokenFile = 'model.onnx_data', positionFile = 'weights/positions.bin'): Uint8Array =>
  writeEmbeddingGraph({ hiddenSize, token: beside(tokenFile), position: beside(positionFile) });

describe('a graph with its weights in the Hugging Face cache', function () {
  if (process.platform === 'win32') return;
  const inference = useInference();
  let base: string;
  let made = 0;

  beforeEach(() => {
    base = join(inference.folder, `models--some--model-${made++}`);
    for (const folder of ['blobs', 'snapshots/0a1b/onnx/weights']) mkdirSync(join(base, folder), { recursive: true });
    blob('a1', graph());
    blob('b2', bytesOf(token));
    blob('c3', bytesOf(position));
    link('model.onnx', 'a1');
    link('model.onnx_data', 'b2');
    link('weights/positions.bin', 'c3', '../../../../blobs');
  });

  const blob = (name: string, bytes: Uint8Array): void => writeFileSync(join(base, 'blobs', name), bytes);
  const inSnapshot = (name: string): string => join(base, 'snapshots/0a1b/onnx', name);
  const link = (name: string, target: string, blobs = '../../../blobs'): void =>
    symlinkSync(join(blobs, target), inSnapshot(name));
  const ids = Uint32Array.of(2, 0);
  const run = () =>
    inference.client.call('run', { path: inSnapshot('model.onnx'), ids, outputs: ['token', 'position', 'input'] });

  it('gives its vectors, and names the files that they come from', async () => {
    const found = await run();
    assert.deepEqual([...found.token!], [9, 10, 11, 12, 1, 2, 3, 4]);
    assert.deepEqual([...found.position!], [100, 200, 300, 400, 500, 600, 700, 800]);
    assert.deepEqual([...found.input!], [109, 210, 311, 412, 501, 602, 703, 804]);
    const { card } = await inference.client.call('open', { path: inSnapshot('model.onnx') });
    assert.deepEqual([card.tokenTable.file, card.positionTable?.file], ['b2', 'c3']);
  });

  it('gives others once a link leads to another blob', async () => {
    await run();
    blob('d4', bytesOf(token.map(value => -value)));
    rmSync(inSnapshot('model.onnx_data'));
    link('model.onnx_data', 'd4');
    assert.deepEqual([...(await run()).token!], [-9, -10, -11, -12, -1, -2, -3, -4]);
  });

  it('is refused where a link leads out of the cache of this model', async () => {
    const other = join(inference.folder, 'models--other--model/blobs');
    mkdirSync(other, { recursive: true });
    writeFileSync(join(other, 'secret'), bytesOf(token));
    mkdirSync(join(base, 'blobs/deep'));
    writeFileSync(join(base, 'blobs/deep/b2'), bytesOf(token));
    for (const target of [join(other, 'secret'), join(base, 'blobs/deep/b2'), '/dev/zero']) {
      rmSync(inSnapshot('model.onnx_data'));
      symlinkSync(target, inSnapshot('model.onnx_data'));
      await assert.rejects(run(), /"model.onnx_data" are a link out of the model's own cache: not opened/, target);
    }
  });

  it('is refused where a folder of the snapshot is a link, or a file lies there instead of a link', async () => {
    rmSync(inSnapshot('weights'), { recursive: true });
    mkdirSync(join(base, 'elsewhere'));
    symlinkSync(join(base, 'blobs/c3'), join(base, 'elsewhere/positions.bin'));
    symlinkSync(join(base, 'elsewhere'), inSnapshot('weights'));
    await assert.rejects(run(), /"weights\/positions.bin" are a link out of the model's own cache/);
  });

  it('says which file of the model was not downloaded', async () => {
    rmSync(inSnapshot('model.onnx_data'));
    await assert.rejects(
      run(),
      /"model.onnx_data" are missing: the cache has no such file .* Download the whole model/,
    );
  });

  it('is refused where its weights are itself, behind a link', async () => {
    rmSync(inSnapshot('model.onnx_data'));
    link('model.onnx_data', 'a1');
    await assert.rejects(run(), /names its own file as the place of its weights/);
  });

  it('is no reason to follow links beside a model that is not a link of a cache', async () => {
    rmSync(inSnapshot('model.onnx'));
    writeFileSync(inSnapshot('model.onnx'), graph());
    await assert.rejects(run(), /"model.onnx_data" are a link\. Links could lead to any file/);
    const loose = join(inference.folder, `loose-${made}`);
    mkdirSync(join(loose, 'files'), { recursive: true });
    writeFileSync(join(loose, 'files/a1'), graph());
    symlinkSync(join(loose, 'files/a1'), join(loose, 'model.onnx'));
    symlinkSync(join(base, 'blobs/b2'), join(loose, 'model.onnx_data'));
    await assert.rejects(
      inference.client.call('open', { path: join(loose, 'model.onnx') }),
      /"model.onnx_data" are missing/,
    );
  });
});

describe('a model whose weights have other names', () => {
  it('is the same but for the names', () => {
    const names = new Map([
      ['model.onnx_data', '0123456789abcdef'.repeat(12)],
      ['absent', 'x'],
    ]);
    const renamed = relocateWeights(graph(), names);
    const read = (bytes: Uint8Array) =>
      readOnnxModel({ size: bytes.length, read: (at, length) => bytes.subarray(at, at + length) });
    const expected = read(graph(names.get('model.onnx_data')));
    assert.deepEqual(read(renamed), expected);
    assert.deepEqual(relocateWeights(graph(), new Map()), graph());
  });
});
