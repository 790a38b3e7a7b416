import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { readModelFile } from '../../../src/inference/modelFile';
import { openTable } from '../../../src/inference/tableFile';
import { onnxModel } from '../../support/onnxGraph';

const values = Float32Array.from({ length: 12 }, (_, i) => i);

describe('openTable', () => {
  let folder: string;
  before(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'tokenscope-table-')))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const save = (name: string, bytes: Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const saveBeside = (): string => {
    save('wte.data', new Uint8Array(values.buffer));
    const data = { file: 'wte.data', offset: 0, length: 48 };
    return save('wte.onnx', writeEmbeddingGraph({ hiddenSize: 3, token: { rows: 4, type: 'float32', data } }));
  };

  it('reads the rows that are asked for, and no others', () => {
    const table = openTable(readModelFile(saveBeside()), 'token');
    const into = new Float32Array(7).fill(-1);
    table.read(1, 2, into);
    assert.deepEqual([...into], [3, 4, 5, 6, 7, 8, -1]);
    assert.throws(() => table.read(3, 2, into), /Rows 3 to 5 are outside the table of 4 rows/);
    table.close();
  });

  it('reads 16-bit numbers as they are stored, or converted', () => {
    const stored = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 1, 0x7c00, 0x8000);
    save('half.data', new Uint8Array(stored.buffer));
    const data = { file: 'half.data', offset: 2, length: 8 };
    const path = save('half.onnx', writeEmbeddingGraph({ hiddenSize: 2, token: { rows: 2, type: 'float16', data } }));
    const table = openTable(readModelFile(path), 'token');
    const codes = new Uint16Array(2);
    table.codes!.read(1, 1, codes);
    assert.deepEqual([...codes], [1, 0x7c00]);
    assert.equal(table.codes!.type, 'float16');
    const into = new Float32Array(4);
    table.read(0, 2, into);
    assert.deepEqual([...into], [-2, 65504, 2 ** -24, Infinity]);
    assert.throws(() => table.codes!.read(1, 2, codes), /Rows 1 to 3 are outside the table of 2 rows/);
    table.close();
    assert.equal(openTable(readModelFile(saveBeside()), 'token').codes, undefined);
  });

  it('reads the structure of a model once, and again when the model or its weights change', () => {
    const path = saveBeside();
    const first = readModelFile(path);
    assert.equal(readModelFile(path), first);
    assert.notEqual(readModelFile(path, { tokenTable: 'wte' }), first);
    save('wte.data', new Uint8Array(60));
    const second = readModelFile(path);
    assert.notEqual(second.version, first.version);
    truncateSync(join(folder, 'wte.data'), 47);
    assert.throws(() => readModelFile(path), /end at 47 bytes; the model needs 48/);
    saveBeside();
    rmSync(path);
    assert.throws(() => readModelFile(path), /There is no file/);
  });

  it('says when the file becomes shorter while it is read', () => {
    const table = openTable(readModelFile(saveBeside()), 'token');
    truncateSync(join(folder, 'wte.data'), 40);
    const into = new Float32Array(12);
    table.read(0, 3, into);
    assert.deepEqual([...into.subarray(0, 9)], [...values.subarray(0, 9)]);
    assert.throws(() => table.read(0, 4, into), /has become shorter: 8 bytes are missing/);
    table.close();
  });

  it('says that a table in no contiguous bytes cannot be read where it lies', () => {
    // Half floats may be written as numbers of int32_data, one each.
    const path = save(
      'numbers.onnx',
      onnxModel({
        nodes: [{ op: 'Gather', inputs: ['E', 'ids'], outputs: ['v'] }],
        initializers: [{ name: 'E', dims: [1, 1], dataType: 10 }],
        inputs: [{ name: 'ids', type: 7, dims: ['b', 's'] }],
        outputs: [{ name: 'v', type: 10, dims: ['b', 's', 1] }],
      }),
    );
    assert.throws(() => openTable(readModelFile(path), 'token'), /"E" is stored in a form that cannot be read/);
  });
});
