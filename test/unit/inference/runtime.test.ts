import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TorchGenerator } from '../../../src/torch/random';
import { writeEmbeddingGraph, type TableSpec } from '../../../src/embedding/onnxWriter';
import { missingMessage } from '../../../src/inference/runtime';
import { useInference } from '../../support/useInference';
import { bytesOf, safetensors } from '../../support/weightFiles';

const all = ['token', 'position', 'input'] as const;
const wte = new Float32Array(60);
new TorchGenerator(1).fillNormal(wte);

describe('without a native ONNX Runtime', () => {
  const inference = useInference('wasm');
  const save = (name: string, bytes: Uint8Array): string => {
    writeFileSync(join(inference.folder, name), bytes);
    return join(inference.folder, name);
  };
  it('gives the same vectors through WebAssembly, weights inside, beside, in safetensors, and says so', async () => {
    const graph = (data: TableSpec['data']): Uint8Array => {
      const table = { rows: 15, type: 'float32', data } as const;
      return writeEmbeddingGraph({ hiddenSize: 4, token: table, position: table });
    };
    save('w.bin', bytesOf(wte));
    const tensor = { dtype: 'F32', shape: [15, 4], bytes: bytesOf(wte) } as const;
    const ids = Uint32Array.of(14, 0, 3);
    for (const path of [
      save('inside.onnx', graph({ bytes: bytesOf(wte) })),
      save('beside.onnx', graph({ file: 'w.bin', offset: 0, length: 240 })),
      save('w.safetensors', safetensors({ 'wte.weight': tensor, 'wpe.weight': tensor })),
    ]) {
      assert.equal((await inference.client.call('open', { path })).card.runtime, 'wasm');
      const found = await inference.client.call('run', { path, ids, outputs: [...all] });
      const rows = (...at: number[]): number[] => at.flatMap(id => [...wte.slice(id * 4, id * 4 + 4)]);
      assert.deepEqual([...found.token!], rows(14, 0, 3), path);
      assert.deepEqual([...found.position!], rows(0, 1, 2), path);
      assert.equal(found.input![0], Math.fround(wte[56]! + wte[0]!));
    }
  });
});

describe('missingMessage', () => {
  it('says what to install', () => {
    const error = new Error('The specified module could not be found.\n\\\\?\\C:\\x.node');
    assert.match(missingMessage(error, 'win32', 'x64'), /on win32-x64.*Microsoft Visual C\+\+ Redistributable/);
    assert.match(missingMessage(new Error('no'), 'darwin', 'x64'), /Tokenscope package for darwin-x64. \(no\)/);
  });
});
