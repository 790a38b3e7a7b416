import { buildSync } from 'esbuild';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** Bundles the embedding process as the build does, with the native files of node_modules beside it. */
export function bundleInference(): { readonly entry: string; readonly folder: string; dispose(): void } {
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
  const native = join(dirname(require.resolve('onnxruntime-node/package.json')), 'bin');
  symlinkSync(native, join(folder, 'bin'), 'junction');
  return {
    entry: join(folder, 'inference/main.js'),
    folder,
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
