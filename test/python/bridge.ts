import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { InferenceClient } from '../../src/inference/client';
import { Encoding } from '../../src/tokenizer/bytePair/encoding';
import { definitionOf, vocabularyFileOf, type EncodingName } from '../../src/tokenizer/bytePair/encodings';
import { compileKernel } from '../../src/tokenizer/bytePair/kernel';
import { Vocabulary } from '../../src/tokenizer/bytePair/vocabulary';
import { TokenizerClient } from '../../src/worker/client';

/**
 * The services as they ship, for Python: each line that comes in is a request `{ service, method, params }`, each that goes out its
 * `{ result }` or `{ error }`. Typed arrays are `{ array, data }`, their type and their bytes in base64. See tokenscope.py.
 */
const dist = join(__dirname, '../../dist');
const worker = new TokenizerClient(join(dist, 'worker.js'));
const inference = new InferenceClient(join(dist, 'inference/main.js'));

const arrays = { Uint8Array, Uint16Array, Int32Array, Uint32Array, Float32Array, Float64Array };

function toWire(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (!ArrayBuffer.isView(value)) return value;
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return { array: value.constructor.name, data: bytes.toString('base64') };
}

function fromWire(_key: string, value: unknown): unknown {
  const { array, data } = (value ?? {}) as { readonly array?: keyof typeof arrays; readonly data?: string };
  if (array === undefined || data === undefined) return value;
  return new arrays[array](new Uint8Array(Buffer.from(data, 'base64')).buffer);
}

/** Milliseconds that one thread takes at best for a text in memory, in this process. */
function speed({ tokenizer, path }: { readonly tokenizer: EncodingName; readonly path: string }): object {
  const text = readFileSync(path, 'utf8');
  const { file, ids } = vocabularyFileOf[tokenizer];
  const vocabulary = Vocabulary.open(readFileSync(join(dist, 'vocabularies', file)), ids);
  const kernel = compileKernel(readFileSync(join(dist, 'kernel.wasm')));
  const open = (): Encoding => new Encoding(definitionOf(tokenizer), vocabulary, kernel);
  const time = (work: () => unknown): number => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const encoding = open();
  const repeated = Math.min(...Array.from({ length: 15 }, () => time(() => encoding.ids(text, 'text'))));
  const first = Math.min(
    ...Array.from({ length: 7 }, () => {
      const fresh = open();
      fresh.ids('warm', 'text');
      return time(() => fresh.ids(text, 'text'));
    }),
  );
  return { first, repeated, tokens: encoding.count(text, 'text') };
}

interface Request {
  readonly service: 'worker' | 'inference' | 'bridge';
  readonly method: string;
  readonly params: never;
}

type Call = (method: string, params: never) => Promise<unknown>;
const services: Readonly<Record<Request['service'], Call>> = {
  worker: worker.call.bind(worker) as Call,
  inference: inference.call.bind(inference) as Call,
  bridge: (_method, params) => Promise.resolve(speed(params)),
};

async function serve(): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const { service, method, params } = JSON.parse(line, fromWire) as Request;
    const reply = await services[service](method, params).then(
      result => ({ result: result ?? null }),
      (error: unknown) => ({ error: String(error) }),
    );
    process.stdout.write(`${JSON.stringify(reply, toWire)}\n`);
  }
  worker.dispose();
  inference.dispose();
}

void serve();
