// Builds everything that ships into dist/. Options: --production (minified, no source maps), --watch, --target PLATFORM-ARCH.
import { build, context } from 'esbuild';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const require = createRequire(import.meta.url);
const args = process.argv.slice(2);
const watch = args.includes('--watch');
const production = args.includes('--production');
const target = args.includes('--target') ? args[args.indexOf('--target') + 1] : `${process.platform}-${process.arch}`;

const shared = { bundle: true, minify: production, sourcemap: production ? false : 'linked', logLevel: 'warning' };
const node = { ...shared, platform: 'node', format: 'cjs', target: 'node20' };

const bundles = [
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', external: ['vscode'] },
  { ...node, entryPoints: { worker: 'src/worker/main.ts', counter: 'src/worker/counter.ts' }, outdir: 'dist' },
  // The native module is not bundled: it is found beside the bundle, at dist/bin, without any node_modules.
  {
    ...node,
    entryPoints: { main: 'src/inference/main.ts', maths: 'src/inference/maths.ts' },
    outdir: 'dist/inference',
    external: ['../bin/napi-v6/*'],
  },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    entryPoints: { ...viewEntries(), style: 'src/webview/ui/style.css' },
    outdir: 'dist/webview',
  },
];

/** The views: each folder of src/webview that has a main.ts is one. */
function viewEntries() {
  const folders = readdirSync('src/webview').filter(name => existsSync(`src/webview/${name}/main.ts`));
  return Object.fromEntries(folders.map(name => [name, `src/webview/${name}/main.ts`]));
}

/** What is written in AssemblyScript, and how many bytes the compiled file may have at most. */
const kernels = [
  { folder: 'src/tokenizer/kernel', file: 'dist/kernel.wasm', maximum: 24_000 },
  { folder: 'src/embedding/kernel', file: 'dist/inference/products.wasm', maximum: 4_000 },
];

/** js-tiktoken's ranks, packed: small files that open without parsing (see src/tokenizer/bytePair/vocabulary.ts). */
async function buildVocabularies() {
  await build({
    ...node,
    entryPoints: {
      vocabulary: 'src/tokenizer/bytePair/vocabulary.ts',
      encodings: 'src/tokenizer/bytePair/encodings.ts',
    },
    outdir: 'out/build',
    sourcemap: false,
  });
  const { packVocabulary } = require('./out/build/vocabulary.js');
  const { packedEncodings } = require('./out/build/encodings.js');
  await mkdir('dist/vocabularies', { recursive: true });
  for (const name of packedEncodings) {
    const ranks = require(`js-tiktoken/ranks/${name}`);
    await writeFile(join('dist/vocabularies', `${name}.bin`), packVocabulary(ranks.default ?? ranks));
  }
}

/** The inner loops of tokenizers and of embedding tables. */
async function buildKernels() {
  const compiler = 'node_modules/assemblyscript/bin/asc.js';
  await mkdir('dist/inference', { recursive: true });
  for (const { folder, file, maximum } of kernels) {
    const config = join(folder, 'asconfig.json');
    await promisify(execFile)(process.execPath, [compiler, '--config', config, '-o', file]);
    const { size } = await stat(file);
    if (size > maximum) throw new Error(`${file} has ${size} bytes, more than ${maximum}`);
  }
}

/**
 * ONNX Runtime as WebAssembly, four megabytes in the package: where there is no native build, and on Windows, where the native one needs
 * a runtime library that may be missing.
 */
async function buildWasmRuntime() {
  const [platform, arch] = target.split('-');
  const hasNative = existsSync(join('node_modules/onnxruntime-node/bin/napi-v6', platform, arch));
  if (hasNative && platform !== 'win32') return;
  const from = 'node_modules/onnxruntime-web/dist';
  await build({
    ...node,
    sourcemap: false,
    entryPoints: { runtime: join(from, 'ort.node.min.js') },
    outdir: 'dist/inference/wasm',
  });
  for (const name of ['ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm']) {
    await cp(join(from, name), join('dist/inference/wasm', name));
  }
}

/** The part of onnxruntime-node for one platform. Its other files are copies (macOS) or GPU back ends (Windows). */
async function copyNativeRuntime() {
  const [platform, arch] = target.split('-');
  const from = join('node_modules/onnxruntime-node/bin/napi-v6', platform, arch);
  const unwanted = /DirectML|dxcompiler|dxil|libonnxruntime\.\d+\.\d+/;
  await rm('dist/bin', { recursive: true, force: true });
  await cp(from, join('dist/bin/napi-v6', platform, arch), {
    recursive: true,
    filter: file => !unwanted.test(file),
  }).catch(error => {
    if (error.code !== 'ENOENT') throw error;
    console.warn(`onnxruntime-node has no build for ${target}: embeddings use WebAssembly.`);
  });
}

/** Packages that ship as files, not through a bundle. */
const copiedPackages = ['js-tiktoken', 'onnxruntime-node', 'onnxruntime-common'];

/** The licences of everything that ships, of which the bundles' metafiles know. */
async function writeNotices(results) {
  const inputs = results.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const bundled = inputs.flatMap(
    file => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(file)?.[1] ?? [],
  );
  const texts = [];
  for (const name of [...new Set([...copiedPackages, ...bundled])].sort()) {
    const folder = join('node_modules', name);
    const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find(entry => /^licen[cs]e(\.\w+)?$/i.test(entry));
    const text = file === undefined ? `Licence: ${license}` : await readFile(join(folder, file), 'utf8');
    texts.push(`${name} ${version}\n${'='.repeat(name.length + version.length + 1)}\n\n${text.trim()}\n`);
  }
  await writeFile(
    'dist/THIRD_PARTY_NOTICES.txt',
    `Tokenscope contains the following packages.\n\n${texts.join('\n\n')}`,
  );
}

if (!watch) await rm('dist', { recursive: true, force: true });
await Promise.all([buildVocabularies(), buildKernels(), copyNativeRuntime(), buildWasmRuntime()]);
if (watch) {
  const contexts = await Promise.all(bundles.map(bundle => context(bundle)));
  await Promise.all(contexts.map(each => each.watch()));
  console.log('Watching for changes. Press Ctrl+C to stop.');
} else {
  await writeNotices(await Promise.all(bundles.map(bundle => build({ ...bundle, metafile: true }))));
}
