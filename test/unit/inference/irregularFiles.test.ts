import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { useInference } from '../../support/useInference';
import { floats, onnxModel } from '../../support/onnxGraph';
import { bytesOf, safetensors } from '../../support/weightFiles';

/** Names that stand for a pipe, a device, a socket or a folder: whoever opens a pipe waits for ever. */
describe('what is no regular file', () => {
  const inference = useInference();
  let folders = 0;
  const folder = (): string => {
    const path = join(inference.folder, `irregular${folders++}`);
    mkdirSync(path);
    return path;
  };
  const pipe = (path: string): string => {
    assert.equal(spawnSync('mkfifo', [path]).status, 0);
    return path;
  };
  const open = (path: string) => inference.client.call('open', { path });
  const table = { dtype: 'F32', shape: [2, 2], bytes: bytesOf(Float32Array.of(1, 2, 3, 4)) } as const;

  before(function () {
    if (process.platform === 'win32') this.skip();
  });
  for (const name of ['model.onnx', 'model.safetensors', 'model.npy', 'model.safetensors.index.json'])
    it(`is not opened: a named pipe called ${name}`, async () => {
      const path = pipe(join(folder(), name));
      const message = `${path} is a named pipe, not a regular file: it was not read. Choose another file.`;
      await assert.rejects(open(path), { name: 'GraphError', message });
      await assert.rejects(inference.client.call('tables', { path }), { message });
    });

  it('is not opened: a folder, a device, a socket', async () => {
    const path = join(folder(), 'folder.onnx');
    mkdirSync(path);
    await assert.rejects(open(path), /folder\.onnx is a folder, not a regular file/);
    for (const device of ['/dev/zero', '/dev/tty'])
      await assert.rejects(open(device), /is a device, not a regular file/);
    const server = createServer();
    const socket = join(folder(), 'model.onnx');
    await new Promise<void>(resolve => server.listen(socket, resolve));
    await assert.rejects(open(socket), /model\.onnx is a socket, not a regular file/);
    server.close();
  });

  it('is not opened where an index names it as a shard', async () => {
    const path = folder();
    const shard = pipe(join(path, 'a.safetensors'));
    const index = join(path, 'model.safetensors.index.json');
    writeFileSync(index, JSON.stringify({ weight_map: { 'wte.weight': 'a.safetensors' } }));
    await assert.rejects(open(index), new RegExp(`${shard} is a named pipe`));
  });

  const graphWithWeightsIn = (location: string): Uint8Array =>
    onnxModel({
      nodes: [{ op: 'Gather', inputs: ['E', 'ids'], outputs: ['e'] }],
      initializers: [{ ...floats('E', [2, 2], []), external: { location, offset: '0', length: '16' } }],
      inputs: [{ name: 'ids', type: 7, dims: ['b', 's'] }],
      outputs: [{ name: 'e', type: 1, dims: ['b', 's', 2] }],
    });

  it('is not opened where a graph names it as its weights', async () => {
    const path = folder();
    pipe(join(path, 'weights.data'));
    const model = join(path, 'model.onnx');
    writeFileSync(model, graphWithWeightsIn('weights.data'));
    await assert.rejects(open(model), /The weights "weights\.data" are a named pipe, not a regular file: not opened/);
  });

  it('nor are weights that a model looks for in its own file', async () => {
    for (const location of ['model.onnx', './model.onnx']) {
      const model = join(folder(), 'model.onnx');
      writeFileSync(model, graphWithWeightsIn(location));
      await assert.rejects(open(model), { name: 'GraphError' });
    }
    const model = join(folder(), 'model.onnx');
    writeFileSync(model, graphWithWeightsIn('model.onnx'));
    await assert.rejects(open(model), /names its own file as the place of its weights/);
  });

  it('keeps no other request waiting', async () => {
    const path = folder();
    const refused = assert.rejects(open(pipe(join(path, 'pipe.onnx'))), /is a named pipe/);
    const weights = join(path, 'model.safetensors');
    writeFileSync(weights, safetensors({ 'wte.weight': table }));
    assert.equal((await open(weights)).card.vocabularySize, 2);
    await refused;
  });
});
