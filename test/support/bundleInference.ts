import { buildSync } from 'esbuild';
import { copyFileSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { productsBytes } from './kernel';

/** Bundles the embedding process as the build does, with the native files of node_modules beside it. */
export function bundleInference(runtime: 'native' | 'wasm' = 'native'): {
  readonly entry: string;
  readonly folder: string;
  dispose(): void;
} {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tokenscope-inference-')));
  const root = resolve(__dirname, '../..');
  buildSync({
    entryPoints: ['main', 'maths'].map(name => join(root, `src/inference/${name}.ts`)),
    outdir: join(folder, 'inference'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['../bin/napi-v6/*'],
    logLevel: 'error',
  });
  writeFileSync(join(folder, 'inference/products.wasm'), productsBytes());
  if (runtime === 'wasm') addWasm(root, join(folder, 'inference/wasm'));
  const native = join(dirname(require.resolve('onnxruntime-node/package.json')), 'bin');
  if (runtime === 'native') symlinkSync(native, join(folder, 'bin'), 'junction');
  return {
    entry: join(folder, 'inference/main.js'),
    folder,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** As the build does for a platform without a native ONNX Runtime. */
function addWasm(root: string, folder: string): void {
  const from = join(root, 'node_modules/onnxruntime-web/dist');
  buildSync({
    entryPoints: { runtime: join(from, 'ort.node.min.js') },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    logLevel: 'error',
  });
  for (const name of ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'])
    copyFileSync(join(from, name), join(folder, name));
}
