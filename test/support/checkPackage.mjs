// Lists what is in a VSIX: everything that the extension needs, and nothing else.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';

const [vsix] = process.argv.slice(2);
const target = basename(vsix, '.vsix')
  .replace(/^tokenscope-/, '')
  .split('-');
const require = createRequire(import.meta.url);
const yauzl = createRequire(require.resolve('@vscode/vsce/package.json'))('yauzl');

const files = await new Promise((resolve, reject) => {
  yauzl.open(vsix, { lazyEntries: true }, (error, zip) => {
    if (error) return reject(error);
    const names = [];
    zip.on('entry', ({ fileName }) => {
      names.push(fileName);
      zip.readEntry();
    });
    zip.on('end', () => resolve(names));
    zip.on('error', reject);
    zip.readEntry();
  });
});

const native = `extension/dist/bin/napi-v6/${target.join('/')}/`;
const hasNative = existsSync(join('node_modules/onnxruntime-node/bin/napi-v6', ...target));
const hasWasm = !hasNative || target[0] === 'win32';
const wasm = ['runtime.js', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'].map(
  name => `extension/dist/inference/wasm/${name}`,
);
const needed = [
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/THIRD_PARTY_NOTICES.txt',
  'extension/dist/extension.js',
  'extension/dist/worker.js',
  'extension/dist/counter.js',
  'extension/dist/kernel.wasm',
  'extension/dist/inference/main.js',
  'extension/dist/inference/maths.js',
  'extension/dist/inference/products.wasm',
  'extension/dist/webview/windows.js',
  'extension/dist/webview/vectors.js',
  'extension/dist/webview/merges.js',
  'extension/dist/webview/split.js',
  'extension/dist/webview/compare.js',
  'extension/dist/webview/style.css',
  'extension/media/activity.svg',
  'extension/media/defaultTable/gpt2.safetensors',
  ...['count', 'tokens', 'windows', 'corpus', 'vectors'].map(step => `extension/media/walkthrough/${step}.md`),
  ...(hasNative ? [`${native}onnxruntime_binding.node`] : []),
  ...(hasWasm ? wasm : []),
];
const allowed = [
  /^extension\/media\/defaultTable\/(README\.md|gpt2\.safetensors)$/,
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i,
  /^extension\/dist\/THIRD_PARTY_NOTICES\.txt$/,
  /^extension\/dist\/(extension|worker|counter)\.js$/,
  /^extension\/dist\/kernel\.wasm$/,
  /^extension\/dist\/inference\/(main|maths)\.js$/,
  /^extension\/dist\/inference\/products\.wasm$/,
  /^extension\/dist\/webview\/\w+\.(js|css)$/,
  /^extension\/dist\/vocabularies\/\w+\.bin$/,
  /^extension\/media\/(icon\.png|activity\.svg|samples\/[^/]+|walkthrough\/\w+\.md)$/,
  new RegExp(`^${native}`),
  ...(hasWasm ? [/^extension\/dist\/inference\/wasm\/(runtime\.js|ort-wasm-simd-threaded\.(mjs|wasm))$/] : []),
];
const lower = new Set(files.map(name => name.toLowerCase()));
const problems = [
  ...needed.filter(name => !lower.has(name.toLowerCase())).map(name => `missing: ${name}`),
  ...files
    .filter(name => name.includes('..') || !allowed.some(pattern => pattern.test(name)))
    .map(name => `not expected: ${name}`),
  ...(files.filter(name => name.endsWith('.bin')).length >= 3 ? [] : ['missing: vocabularies']),
];
for (const problem of problems) console.log(problem);
process.exit(problems.length === 0 ? 0 : 1);
