import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeEmbeddingGraph } from '../../src/embedding/onnxWriter';
import { InferenceClient } from '../../src/inference/client';
import type { Report, Row } from './main';

/** GPT-2's shapes. */
const rows = 50257;
const hidden = 768;
const context = 1024;
const rounds = 5;

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;
const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;

/** The process's bundle as `npm run build` leaves it. */
const entry = join(process.cwd(), 'dist/inference/main.js');

interface Files {
  readonly inside: string;
  readonly beside: string;
  readonly safetensors: string;
  readonly token: Float32Array;
  readonly position: Float32Array;
}

function writeFiles(folder: string): Files {
  let state = 1;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32 - 0.5;
  const token = Float32Array.from({ length: rows * hidden }, random);
  const position = Float32Array.from({ length: context * hidden }, random);
  const bytes = [token, position].map(table => new Uint8Array(table.buffer)) as [Uint8Array, Uint8Array];
  const path = (name: string): string => join(folder, name);
  const type = 'float32' as const;

  writeFileSync(
    path('inside.onnx'),
    writeEmbeddingGraph({
      hiddenSize: hidden,
      token: { rows, type, data: { bytes: bytes[0] } },
      position: { rows: context, type, data: { bytes: bytes[1] } },
    }),
  );
  const second = Math.ceil(bytes[0].length / 65536) * 65536;
  writeFileSync(path('weights.data'), bytes[0]);
  truncateSync(path('weights.data'), second);
  writeFileSync(path('weights.data'), bytes[1], { flag: 'a' });
  const at = (offset: number, length: number) => ({ file: 'weights.data', offset, length });
  writeFileSync(
    path('beside.onnx'),
    writeEmbeddingGraph({
      hiddenSize: hidden,
      token: { rows, type, data: at(0, bytes[0].length) },
      position: { rows: context, type, data: at(second, bytes[1].length) },
    }),
  );
  const header = JSON.stringify({
    'wpe.weight': { dtype: 'F32', shape: [context, hidden], data_offsets: [0, bytes[1].length] },
    'wte.weight': {
      dtype: 'F32',
      shape: [rows, hidden],
      data_offsets: [bytes[1].length, bytes[0].length + bytes[1].length],
    },
  });
  const length = new Uint8Array(new BigUint64Array([BigInt(header.length)]).buffer);
  writeFileSync(path('model.safetensors'), Buffer.concat([length, Buffer.from(header), bytes[1], bytes[0]]));
  return {
    inside: path('inside.onnx'),
    beside: path('beside.onnx'),
    safetensors: path('model.safetensors'),
    token,
    position,
  };
}

interface Memory {
  /** What only this process has. */
  readonly own: number;
  /** Pages of files, code and weights, as far as they were touched: shared, and dropped when memory is wanted elsewhere. */
  readonly mapped: number;
}

function memoryOf(pid: number): Memory {
  if (process.platform !== 'linux') return { own: NaN, mapped: NaN };
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) * 1024;
  return { own: of('RssAnon'), mapped: of('RssFile') };
}

async function firstVectors(name: string, path: string, ids: Uint32Array, expected: number): Promise<Row> {
  const times: number[] = [];
  const grown: Record<keyof Memory, number[]> = { own: [], mapped: [] };
  for (let round = 0; round < rounds; round++) {
    const client = new InferenceClient(entry);
    // As on the first command: no process is running yet.
    const started = performance.now();
    await client.call('open', { path });
    const { input } = await client.call('run', { path, ids, outputs: ['input'] });
    times.push(performance.now() - started);
    if (input?.[hidden] !== expected) throw new Error(`${name} gives other vectors`);
    const loaded = memoryOf(client.processId!);
    client.dispose();
    const empty = new InferenceClient(entry);
    await empty.call('tables', { path }).catch(() => undefined);
    const before = memoryOf(empty.processId!);
    for (const kind of ['own', 'mapped'] as const) grown[kind].push(loaded[kind] - before[kind]);
    empty.dispose();
  }
  return {
    '': name,
    'first vectors, process started': milliseconds(median(times)),
    'own memory': `+${megabytes(median(grown.own))}`,
    'mapped files, droppable': `+${megabytes(median(grown.mapped))}`,
  };
}

/** The median of each, run in turn: what else the machine does meanwhile meets all of them. */
async function timesOf<K extends string>(runs: number, ways: Record<K, () => unknown>): Promise<Record<K, number>> {
  const times = Object.fromEntries(Object.keys(ways).map(name => [name, []])) as unknown as Record<K, number[]>;
  for (let i = 0; i < runs; i++) {
    for (const name of Object.keys(ways) as K[]) {
      const started = performance.now();
      await ways[name]();
      if (i >= 2) times[name].push(performance.now() - started);
    }
  }
  return Object.fromEntries(Object.keys(ways).map(name => [name, median(times[name as K])])) as Record<K, number>;
}

/** Reads and adds rows one by one, as a plain program would. */
function gather({ token, position }: Files, ids: Uint32Array): Float32Array {
  const out = new Float32Array(ids.length * hidden);
  for (let i = 0; i < ids.length; i++) {
    const from = ids[i]! * hidden;
    for (let h = 0; h < hidden; h++) out[i * hidden + h] = token[from + h]! + position[i * hidden + h]!;
  }
  return out;
}

interface PlainSession {
  run(): Promise<unknown>;
  close(): Promise<void>;
}

async function plainSession(path: string, ids: Uint32Array): Promise<PlainSession> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  const session = await InferenceSession.create(path, { intraOpNumThreads: 1, enableCpuMemArena: false });
  const tensor = (values: Uint32Array) => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  const feeds = { input_ids: tensor(ids), position_ids: tensor(ids.map((_, i) => i)) };
  return { run: () => session.run(feeds, ['input_embeddings']), close: () => session.release() };
}

export async function bench(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'tokenscope-bench-'));
  try {
    const files = writeFiles(folder);
    const ids = Uint32Array.from({ length: context }, (_, i) => (i * 7919) % rows);
    const expected = gather(files, ids)[hidden]!;
    report(
      `Opening ${rows} x ${hidden}, ${megabytes(files.token.byteLength)}: until the first [1, 1024] sum is there`,
      [
        await firstVectors('inside the .onnx (baseline)', files.inside, ids, expected),
        await firstVectors('beside the .onnx', files.beside, ids, expected),
        await firstVectors('.safetensors in place', files.safetensors, ids, expected),
      ],
    );

    const client = new InferenceClient(entry);
    const session = await plainSession(files.beside, ids);
    const { plain, whole, typed } = await timesOf(60, {
      plain: () => session.run(),
      whole: () => client.call('run', { path: files.beside, ids, outputs: ['input'] }),
      typed: () => gather(files, ids),
    });
    client.dispose();
    await session.close();
    const row = (name: string, time: number): Row => ({
      '': name,
      time: milliseconds(time),
      ratio: `${(time / plain).toFixed(1)}x`,
    });
    report('[1, 1024] sum only', [
      row('session.run alone (baseline)', plain),
      row('run in the process and transfer to the host', whole),
      row('typed-array gather and add in the host', typed),
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
