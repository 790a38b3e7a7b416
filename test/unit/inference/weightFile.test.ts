import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeNpyHeader } from '../../../src/formats/npy';
import { TorchGenerator } from '../../../src/torch/random';
import { writeEmbeddingGraph, type TableSpec } from '../../../src/embedding/onnxWriter';
import { useInference } from '../../support/useInference';
import { bytesOf, meaningOf, random16, safetensors, type TensorOf } from '../../support/weightFiles';

const rows = 37;
const hidden = 12;
const all = ['token', 'position', 'input'] as const;
const ids = Uint32Array.of(36, 0, 7, 7, 1);

const values = new Float32Array(rows * hidden);
new TorchGenerator(7).fillNormal(values);
const halves = random16(rows * hidden, 'float16');
const brains = random16(rows * hidden, 'bfloat16');
const f32 = (shape = [rows, hidden]): TensorOf => ({ dtype: 'F32', shape, bytes: bytesOf(values) });

/** Each type's bytes, and what they mean as 32-bit floats. */
const types = {
  float32: { dtype: 'F32', bytes: bytesOf(values), table: values },
  float16: {
    dtype: 'F16',
    bytes: bytesOf(halves),
    table: Float32Array.from(halves, bits => meaningOf(bits, 'float16')),
  },
  bfloat16: {
    dtype: 'BF16',
    bytes: bytesOf(brains),
    table: Float32Array.from(brains, bits => meaningOf(bits, 'bfloat16')),
  },
} as const;

/** Rows one by one: what every embedding must equal, bit for bit. */
function gather(table: Float32Array, at: ArrayLike<number>): Buffer {
  return Buffer.concat(Array.from(at, id => bytesOf(table.slice(id * hidden, (id + 1) * hidden))));
}
const sumOf = (a: Float32Array, b: Float32Array): Buffer =>
  Buffer.from(Float32Array.from(a, (value, i) => value + b[i]!).buffer);

describe('weights where they lie', () => {
  const inference = useInference();
  const save = (name: string, ...bytes: (Uint8Array | string)[]): string => {
    const path = join(inference.folder, name);
    writeFileSync(path, Buffer.concat(bytes.map(each => Buffer.from(each))));
    return path;
  };
  const open = async (path: string, overrides = {}) => (await inference.client.call('open', { path, overrides })).card;

  for (const [type, { dtype, bytes, table }] of Object.entries(types)) {
    const check = async (path: string): Promise<void> => {
      const found = await inference.client.call('run', { path, ids, outputs: [...all] });
      const positions = Uint32Array.from(ids, (_, i) => i);
      const note = `${path} ${type}`;
      assert.ok(gather(table, ids).equals(Buffer.from(bytesOf(found.token!))), note);
      assert.ok(gather(table, positions).equals(Buffer.from(bytesOf(found.position!))), note);
      assert.ok(sumOf(found.token!, found.position!).equals(Buffer.from(bytesOf(found.input!))), note);
    };

    it(`equal a gather bit for bit: ${type} in safetensors, at an odd byte`, async () => {
      const tensor: TensorOf = { dtype, shape: [rows, hidden], bytes };
      const path = save(`${type}.safetensors`, safetensors({ 'h.0.wte.weight': tensor, 'h.0.wpe.weight': tensor }));
      await check(path);
      const card = await open(path);
      assert.deepEqual(
        [card.tokenTable.type, card.tokenTable.where, card.format],
        [type, 'safetensors', 'safetensors'],
      );
    });

    it(`equal a gather bit for bit: ${type} inside a graph and beside it`, async () => {
      const graph = (data: TableSpec['data']): Uint8Array => {
        const table = { rows, type: type as TableSpec['type'], data };
        return writeEmbeddingGraph({ hiddenSize: hidden, token: table, position: table });
      };
      await check(save(`${type}.onnx`, graph({ bytes })));
      save(`${type}.onnx.data`, 'x', bytes);
      await check(save(`${type}-beside.onnx`, graph({ file: `${type}.onnx.data`, offset: 1, length: bytes.length })));
    });
  }

  it('equal a gather bit for bit: .npy tables, the positions in the file beside', async () => {
    mkdirSync(join(inference.folder, 'npy'));
    const header = (type: 'f4' | 'f2' | 'f8') => writeNpyHeader({ type, shape: [rows, hidden] });
    save('npy/positions.txt', 'no table');
    save('npy/wpe.npy', header('f2'), types.float16.bytes);
    for (const [name, type, bytes, table] of [
      ['a', 'f4', types.float32.bytes, values],
      ['b', 'f8', bytesOf(Float64Array.from(values)), values],
    ] as const) {
      const path = save(`npy/${name}.npy`, header(type), bytes);
      const found = await inference.client.call('run', { path, ids, outputs: [...all] });
      assert.ok(gather(table, ids).equals(Buffer.from(bytesOf(found.token!))));
      assert.ok(gather(types.float16.table, [0, 1, 2, 3, 4]).equals(Buffer.from(bytesOf(found.position!))));
      const card = await open(path);
      assert.deepEqual([card.positionTable?.file, card.format], ['wpe.npy', 'npy']);
      assert.equal((await open(path, { positionTable: '' })).contextLength, undefined);
    }
  });

  it('say what a .npy file has to be', async () => {
    const npy = (name: string, header: Parameters<typeof writeNpyHeader>[0], size: number) =>
      open(save(name, writeNpyHeader(header), new Uint8Array(size)));
    await assert.rejects(npy('ints.npy', { type: 'i8', shape: [2, 2] }, 32), /holds i8 of shape \(2, 2\).*floats/);
    await assert.rejects(npy('flat.npy', { type: 'f4', shape: [4] }, 16), /two dimensions/);
    await assert.rejects(npy('f.npy', { type: 'f4', shape: [2, 2], fortranOrder: true }, 16), /ascontiguousarray/);
    await assert.rejects(open(save('no.npy', 'plain text that is long enough')), /does not begin with/);
  });

  it('find the tables by the names of GPT-2 and of the book, among others', async () => {
    const small: TensorOf = { dtype: 'F32', shape: [hidden, hidden], bytes: new Uint8Array(hidden * hidden * 4) };
    for (const [token, position] of [
      ['wte.weight', 'wpe.weight'],
      ['tok_emb.weight', 'pos_emb.weight'],
      ['model.embed_tokens.weight', undefined],
      ['bert.embeddings.word_embeddings.weight', 'bert.embeddings.position_embeddings.weight'],
      ['token_embedding_layer.weight', 'pos_embedding_layer.weight'],
    ] as const) {
      const tensors = {
        'h.0.attn.weight': small,
        [token]: f32(),
        ...(position === undefined ? {} : { [position]: f32([1, rows, hidden]) }),
      };
      const card = await open(save('names.safetensors', safetensors(tensors)));
      assert.deepEqual([card.tokenTable.name, card.positionTable?.name], [token, position]);
      assert.equal(card.guesses[0]?.reason, 'named as token tables are');
      assert.equal(card.contextLength, position === undefined ? undefined : rows);
    }
  });

  it('ask when several tables could be meant, list them, and take the one that the settings name', async () => {
    const path = save(
      'two.safetensors',
      safetensors({ 'encoder.embed_tokens.weight': f32(), 'decoder.embed_tokens.weight': f32() }),
    );
    await assert.rejects(open(path), (error: Error & { code?: string }) => {
      assert.equal(error.code, 'SEVERAL_TABLES');
      assert.match(error.message, /"encoder\.embed_tokens\.weight" \[37, 12\], "decoder\.embed_tokens\.weight"/);
      return true;
    });
    const tables = await inference.client.call('tables', { path });
    assert.deepEqual(
      tables.map(({ name }) => name),
      ['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight'],
    );
    const tokenTable = 'decoder.embed_tokens.weight';
    assert.equal((await open(path, { tokenTable })).tokenTable.name, tokenTable);
    await assert.rejects(
      open(path, { tokenTable: 'x' }),
      /tokenTable = "x", which is no table that fits. Tables: "enc/,
    );
  });

  it('say what is there when there is no table', async () => {
    const ints: TensorOf = { dtype: 'I64', shape: [2], bytes: new Uint8Array(16) };
    await assert.rejects(open(save('ints.safetensors', safetensors({ a: ints }))), /no tensor of two dimensions/);
    await assert.rejects(open(save('p.safetensors', 'version https://git-lfs.github.com/spec/v1\n')), /git lfs pull/);
    await assert.rejects(open(save('h.safetensors', '<!doctype html><html>')), /web page/);
  });

  it('are opened through a link, as in the Hugging Face cache', async function () {
    if (process.platform === 'win32') this.skip();
    mkdirSync(join(inference.folder, 'blobs'));
    save('blobs/0f3a', safetensors({ 'wte.weight': f32() }));
    const link = join(inference.folder, 'model.safetensors');
    symlinkSync(join(inference.folder, 'blobs/0f3a'), link);
    const card = await open(link);
    assert.deepEqual([card.name, card.tokenTable.file], ['model.safetensors', 'model.safetensors']);
    const { token } = await inference.client.call('run', { path: link, ids, outputs: ['token'] });
    assert.ok(gather(values, ids).equals(Buffer.from(bytesOf(token!))));
    const near = await inference.client.call('neighbours', {
      path: link,
      table: 'token',
      terms: [{ ids: Uint32Array.of(3), weight: 1 }],
      metric: 'cosine',
      count: 1,
    });
    assert.equal(near.ids[0], 3);
  });

  it('are read anew when the file is replaced, and missed when it is deleted', async () => {
    const path = save('live.safetensors', safetensors({ 'wte.weight': f32() }));
    const run = async () => (await inference.client.call('run', { path, ids, outputs: ['token'] })).token!;
    assert.ok(gather(values, ids).equals(Buffer.from(bytesOf(await run()))));
    rmSync(path);
    await assert.rejects(run(), /There is no file/);
    const doubled = Float32Array.from(values, value => value * 2);
    save('live.safetensors', safetensors({ 'wte.weight': { ...f32(), bytes: bytesOf(doubled) } }));
    assert.ok(gather(doubled, ids).equals(Buffer.from(bytesOf(await run()))));
    save('live.safetensors', safetensors({ 'wte.weight': f32() }).subarray(0, 500));
    await assert.rejects(run(), /500 bytes/);
  });
});
