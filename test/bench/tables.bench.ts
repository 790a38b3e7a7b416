import { PCA } from 'ml-pca';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { UMAP } from 'umap-js';
import { TorchGenerator } from '../../src/torch/random';
import { encodeFloats } from '../../src/embedding/floats';
import { dataTypes } from '../../src/embedding/onnxModel';
import { addNode, tensor, valueInfo, writeEmbeddingGraph, type TableSpec } from '../../src/embedding/onnxWriter';
import { ProtobufWriter } from '../../src/embedding/protobuf';
import { seededRandom } from '../../src/embedding/random';
import { InferenceClient } from '../../src/inference/client';
import { bundleInference } from '../support/bundleInference';
import type { Report, Row } from './main';

const rows = 50257;
const columns = 768;
const runs = 5;

interface Setting {
  readonly client: InferenceClient;
  readonly folder: string;
  /** A graph whose table of gpt2's size lies beside it, drawn as PyTorch would: no direction stands out, the hardest case for PCA. */
  readonly path: string;
  readonly table: Float32Array;
  readonly spec: TableSpec;
}

/** Maths over an embedding table of gpt2's size, through the real process, beside plain loops and the libraries for each. */
export async function bench(report: Report): Promise<void> {
  const bundle = bundleInference();
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tokenscope-tables-')));
  const client = new InferenceClient(bundle.entry);
  try {
    const table = new Float32Array(rows * columns);
    new TorchGenerator(42).fillNormal(table);
    writeFileSync(join(folder, 'wte.data'), new Uint8Array(table.buffer));
    const data = { file: 'wte.data', offset: 0, length: table.byteLength };
    const spec: TableSpec = { rows, type: 'float32', data };
    const path = join(folder, 'wte.onnx');
    writeFileSync(path, writeEmbeddingGraph({ hiddenSize: columns, token: spec }));
    const setting: Setting = { client, folder, path, table, spec };
    report(`Nearest neighbours in a table of ${rows} x ${columns}, ms`, await neighbours(setting));
    report('Cosine of 1024 x 768 vectors, each with each, ms', await similarity(setting));
    report('Principal components of vectors of 768 dimensions (2 components), ms', await components(setting));
    report('UMAP of 512 x 768 vectors', await umap(setting));
    report(`16 vectors of a table of ${rows} x ${columns}, by ONNX Runtime, ms`, await oneHot(setting));
  } finally {
    client.dispose();
    bundle.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function time(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function best(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < runs; run++) least = Math.min(least, await time(work));
  return least;
}

const row = (label: string, milliseconds: number, ours: number, note = ''): Row => ({
  '': label,
  ms: milliseconds.toFixed(1),
  'times Tokenscope': (milliseconds / ours).toFixed(1),
  note,
});

async function neighbours(setting: Setting): Promise<Row[]> {
  const { client, folder, path, table, spec } = setting;
  const terms = [{ ids: Uint32Array.of(5822), weight: 1 }];
  const search = (metric: 'cosine' | 'euclidean') =>
    client.call('neighbours', { path, table: 'token', terms, metric, count: 20 });
  await client.call('statistics', { points: { from: 'table', path, table: 'token', ids: Uint32Array.of(0, 1) } });
  const first = await time(() => search('cosine'));
  const cosine = await best(() => search('cosine'));
  const euclidean = await best(() => search('euclidean'));
  const query = table.slice(5822 * columns, 5823 * columns);
  const sixteen: Row[] = [];
  for (const type of ['float16', 'bfloat16'] as const) {
    const own = saveSixteenBits(setting, type);
    const searchOwn = () =>
      client.call('neighbours', { path: own, table: 'token', terms, metric: 'cosine', count: 20 });
    await searchOwn();
    sixteen.push(row(`Tokenscope, cosine, ${type}`, await best(searchOwn), cosine, 'read as it is stored'));
  }
  const plain = await best(() => plainNeighbours(table, query, 20));
  const session = await InferenceSession.create(productGraph(spec), {
    intraOpNumThreads: 1,
    enableCpuMemArena: false,
    extra: { session: { model_external_initializers_file_folder_path: folder } },
  });
  const feeds = { query: new Tensor('float32', query, [columns, 1]) };
  const product = await best(() => session.run(feeds));
  await session.release();
  return [
    row('Tokenscope, cosine', cosine, cosine, 'read from the file, through the process, 20 nearest in order'),
    row('Tokenscope, cosine, first search', first, cosine, 'computes the norms too, which are kept'),
    row('Tokenscope, Euclidean', euclidean, cosine),
    ...sixteen,
    row('plain loop, cosine', plain, cosine, `${Math.round(table.byteLength / 1e6)} MB in memory; sorts all scores`),
    row('ONNX Runtime, MatMul', product, cosine, 'products alone: no norms, no order'),
  ];
}

/** The table in half the bytes, beside a graph of its own. */
function saveSixteenBits({ folder, table }: Setting, type: 'float16' | 'bfloat16'): string {
  const upperHalves = (): Uint8Array =>
    new Uint8Array(Uint16Array.from(new Uint32Array(table.buffer), bits => bits >>> 16).buffer);
  const bytes = type === 'float16' ? encodeFloats(type, table) : upperHalves();
  writeFileSync(join(folder, `${type}.data`), bytes);
  const data = { file: `${type}.data`, offset: 0, length: bytes.length };
  const path = join(folder, `${type}.onnx`);
  writeFileSync(path, writeEmbeddingGraph({ hiddenSize: columns, token: { rows, type, data } }));
  return path;
}

/** One sum at a time, then sort. */
function plainNeighbours(table: Float32Array, query: Float32Array, count: number): number[] {
  const scores = Array.from({ length: rows }, (_, id) => {
    let product = 0;
    let squares = 0;
    let own = 0;
    for (let c = 0; c < columns; c++) {
      const value = table[id * columns + c]!;
      product += value * query[c]!;
      squares += value * value;
      own += query[c]! * query[c]!;
    }
    return product / Math.sqrt(squares * own);
  });
  return Array.from(scores, (_, id) => id)
    .sort((a, b) => scores[b]! - scores[a]!)
    .slice(0, count);
}

/** `MatMul(table, query)`: [rows, columns] x [columns, 1]. */
function productGraph(spec: TableSpec): Uint8Array {
  const graph = new ProtobufWriter().string(2, 'product');
  addNode(graph, 'MatMul', ['table', 'query'], 'scores');
  graph.message(5, tensor('table', spec, columns));
  graph.message(11, valueInfo('query', dataTypes.float32, [columns, 1]));
  graph.message(12, valueInfo('scores', dataTypes.float32, [rows, 1]));
  const opset = new ProtobufWriter().string(1, '').integer(2, 17);
  return new ProtobufWriter().integer(1, 8).message(7, graph).message(8, opset).finish();
}

const pointsOf = (path: string, count: number) =>
  ({ from: 'table', path, table: 'token', ids: Uint32Array.from({ length: count }, (_, i) => i) }) as const;

async function similarity({ client, path, table }: Setting): Promise<Row[]> {
  const count = 1024;
  const ours = await best(() => client.call('similarity', { points: pointsOf(path, count) }));
  const plain = await best(() => {
    const out = new Float32Array(count * count);
    for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) out[i * count + j] = plainCosine(table, i, j);
    return out;
  });
  return [row('Tokenscope', ours, ours, 'through the process'), row('plain loop', plain, ours, 'in memory')];
}

function plainCosine(table: Float32Array, i: number, j: number): number {
  let product = 0;
  let a = 0;
  let b = 0;
  for (let c = 0; c < columns; c++) {
    const x = table[i * columns + c]!;
    const y = table[j * columns + c]!;
    product += x * y;
    a += x * x;
    b += y * y;
  }
  return product / Math.sqrt(a * b);
}

async function components({ client, path, table }: Setting): Promise<Row[]> {
  const projection = { kind: 'pca', dimensions: 2, seed: 42 } as const;
  const ours = (count: number) => best(() => client.call('project', { points: pointsOf(path, count), projection }));
  const large = await ours(1024);
  const small = await ours(256);
  const data = vectorsOf(table, 256);
  const theirs = await time(() => new PCA(data).predict(data, { nComponents: 2 }));
  return [
    row('Tokenscope, 1024 vectors', large, large),
    row('Tokenscope, 256 vectors', small, small),
    row('ml-pca, 256 vectors', theirs, small, 'all components'),
  ];
}

const vectorsOf = (table: Float32Array, count: number): number[][] =>
  Array.from({ length: count }, (_, i) => [...table.subarray(i * columns, (i + 1) * columns)]);

async function umap({ client, path, table }: Setting): Promise<Row[]> {
  const count = 512;
  const options = { dimensions: 2, seed: 42, metric: 'euclidean', neighbours: 15, minimumDistance: 0.1 } as const;
  const measured: Row[] = [];
  const measure = async (label: string, work: () => unknown): Promise<void> => {
    const { blocked, milliseconds } = await longestBlock(work);
    measured.push({ '': label, ms: milliseconds.toFixed(0), 'caller blocked at most, ms': blocked.toFixed(0) });
  };
  await measure('Tokenscope, in a thread of the embedding process', () =>
    client.call('project', { points: pointsOf(path, count), projection: { kind: 'umap', ...options } }),
  );
  const data = vectorsOf(table, count);
  await measure('umap-js, where it is called', () => new UMAP({ random: seededRandom(42), nNeighbors: 15 }).fit(data));
  return measured;
}

/** How long `work` takes, and for how long at a time nothing else can happen here meanwhile. */
async function longestBlock(work: () => unknown): Promise<{ blocked: number; milliseconds: number }> {
  let blocked = 0;
  let last = performance.now();
  const look = (): void => {
    blocked = Math.max(blocked, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(look, 1);
  const milliseconds = await time(work);
  await new Promise(resolve => setTimeout(resolve, 5));
  clearInterval(timer);
  return { blocked, milliseconds };
}

async function oneHot({ client, path }: Setting): Promise<Row[]> {
  const ids = Uint32Array.from({ length: 16 }, (_, i) => i * 3000);
  const { ways, largestDifference } = await client.call('oneHot', { path, ids });
  const labels = { lookup: 'look-up (Gather)', product: 'one-hot x table (MatMul)', linear: 'linear layer (Gemm)' };
  return ways.map(({ way, milliseconds }) => ({
    '': labels[way],
    ms: milliseconds.toFixed(3),
    'largest difference': way === 'lookup' ? '' : largestDifference,
  }));
}
