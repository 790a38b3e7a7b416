import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useInference } from '../../support/useInference';
import { bytesOf, safetensors, type TensorOf } from '../../support/weightFiles';

const hidden = 3;
const token = Float32Array.from({ length: 5 * hidden }, (_, i) => i / 8);
const position = Float32Array.from({ length: 4 * hidden }, (_, i) => 100 - i);
const tensor = (values: Float32Array): TensorOf => ({
  dtype: 'F32',
  shape: [values.length / hidden, hidden],
  bytes: bytesOf(values),
});

describe('weights in several files', () => {
  const inference = useInference();
  let folders = 0;
  const first = 'model-00001-of-00002.safetensors';
  const second = 'model-00002-of-00002.safetensors';
  const map = { 'model.wte.weight': second, 'model.wpe.weight': first, 'h.0.mlp.weight': first };
  const shards = {
    [first]: safetensors({ 'model.wpe.weight': tensor(position), 'h.0.mlp.weight': tensor(token) }),
    // A tensor that the index does not give to this file is none of the model's.
    [second]: safetensors({ 'model.wte.weight': tensor(token), 'old.wte.weight': tensor(token) }),
  };
  const folder = (files: Readonly<Record<string, Uint8Array | string>>): string => {
    const path = join(inference.folder, `model${folders++}`);
    mkdirSync(path);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
    return path;
  };
  const index = (path: string, content: unknown = { metadata: { total_size: 7 }, weight_map: map }): string => {
    const file = join(path, 'model.safetensors.index.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  const run = async (path: string) =>
    inference.client.call('run', { path, ids: Uint32Array.of(4, 0), outputs: ['token', 'position', 'input'] });
  const tokens = Float32Array.of(...token.slice(12, 15), ...token.slice(0, 3));

  it('are used where they lie, each table in its own file', async () => {
    const path = index(folder(shards));
    const found = await run(path);
    assert.deepEqual(found.token, tokens);
    assert.deepEqual(found.position, position.slice(0, 6));
    assert.deepEqual(
      found.input,
      tokens.map((value, i) => value + position[i]!),
    );
    const { card } = await inference.client.call('open', { path });
    assert.deepEqual([card.tokenTable.file, card.positionTable?.file], [second, first]);
    const tables = await inference.client.call('tables', { path });
    assert.deepEqual(tables.map(({ name }) => name).sort(), Object.keys(map).sort());
  });

  it('are found behind the links of a cache, and not behind links out of it', async () => {
    const blobs = folder({ a1: shards[first], b2: shards[second], c3: JSON.stringify({ weight_map: map }) });
    const snapshot = folder({});
    for (const [name, blob] of Object.entries({ [first]: 'a1', [second]: 'b2', 'x.safetensors.index.json': 'c3' })) {
      symlinkSync(join(blobs, blob), join(snapshot, name));
    }
    assert.deepEqual((await run(join(snapshot, 'x.safetensors.index.json'))).token, tokens);
    await assert.rejects(run(index(snapshot)), /are a link out of the index's folder/);
  });

  it('need only the file that holds the embedding', async () => {
    const name = { 'model.wte.weight': second, 'h.0.mlp.weight': first };
    const path = folder({ [second]: shards[second] });
    assert.deepEqual((await run(index(path, { weight_map: name }))).token, tokens);
    await assert.rejects(run(index(path)), /"model\.wpe\.weight" is in "model-00001-of-00002\.safetensors", which is/);
    await assert.rejects(run(index(folder({}), { weight_map: { 'h.0': first } })), /1 of its 1 files are missing/);
  });

  it('are refused with what is wrong in the index', async () => {
    const path = folder(shards);
    await assert.rejects(run(index(path, '{"weight_map": ')), /no JSON that can be used/);
    await assert.rejects(run(index(path, { files: [] })), /it has no "weight_map"/);
    for (const name of ['../up.safetensors', '/etc/passwd', 'a\\b.safetensors', 7]) {
      await assert.rejects(run(index(path, { weight_map: { wte: name } })), /gives "wte" no name of a \.safetensors/);
    }
  });

  it('are read again when the index changes', async () => {
    const path = folder(shards);
    await run(index(path));
    const { token: changed, position: none } = await run(index(path, { weight_map: { 'model.wte.weight': second } }));
    assert.deepEqual([changed, none], [tokens, undefined]);
  });
});
