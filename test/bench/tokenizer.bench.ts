import { Tokenizer } from 'ai-tokenizer';
import * as aiCl100k from 'ai-tokenizer/encoding/cl100k_base';
import * as aiO200k from 'ai-tokenizer/encoding/o200k_base';
import * as gptCl100k from 'gpt-tokenizer/encoding/cl100k_base';
import * as gptGpt2 from 'gpt-tokenizer/encoding/gpt2';
import * as gptO200k from 'gpt-tokenizer/encoding/o200k_base';
import { Tiktoken } from 'js-tiktoken/lite';
import { get_encoding } from 'tiktoken';
import type { EncodingName } from '../../src/tokenizer/bytePair/encodings';
import { encodingOf, ranksOf } from '../unit/tokenizer/oracle';
import { corpora } from './corpora';
import type { Report, Row } from './main';

type Encode = (text: string) => ArrayLike<number>;
type Measured = 'gpt2' | 'cl100k_base' | 'o200k_base';

/** Tokenscope and its rivals, each asked for the ids alone. */
function encoders(name: Measured): Record<string, Encode> {
  const own = encodingOf(name);
  const tiktoken = get_encoding(name);
  const js = new Tiktoken(ranksOf(name) as ConstructorParameters<typeof Tiktoken>[0]);
  const gpt = { gpt2: gptGpt2, cl100k_base: gptCl100k, o200k_base: gptO200k }[name];
  const ai = name === 'gpt2' ? undefined : new Tokenizer(name === 'cl100k_base' ? aiCl100k : aiO200k);
  return {
    Tokenscope: text => own.ids(text, 'text'),
    'gpt-tokenizer': text => gpt.encode(text),
    ...(ai === undefined ? {} : { 'ai-tokenizer': (text: string) => ai.encode(text, [], []) }),
    'tiktoken (wasm)': text => tiktoken.encode_ordinary(text),
    'js-tiktoken': text => js.encode(text, [], []),
  };
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1]!;
const megabytesPerSecond = (bytes: number, milliseconds: number): number => bytes / 1e3 / milliseconds;

/** Times every encoder on each slice in turn, so that a slow moment of the machine hits them all. */
function time(all: Record<string, Encode>, slices: readonly string[]): Record<string, number> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(all).map(name => [name, []]));
  for (const slice of slices) {
    for (const [name, encode] of Object.entries(all)) {
      const started = performance.now();
      encode(slice);
      times[name]!.push(performance.now() - started);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values)]));
}

function sameIds(encode: Encode, expected: ArrayLike<number>, text: string): boolean {
  const ids = encode(text);
  if (ids.length !== expected.length) return false;
  for (let index = 0; index < ids.length; index++) if (ids[index] !== expected[index]) return false;
  return true;
}

function rowOf(label: string, times: Record<string, number>, bytes: number, wrong: ReadonlySet<string>): Row {
  const slowest = times['js-tiktoken']!;
  const row: Record<string, string | number> = { '': label };
  for (const [name, milliseconds] of Object.entries(times)) {
    const speed = `${(slowest / milliseconds).toFixed(1)}x${wrong.has(name) ? ' (wrong ids)' : ''}`;
    row[name] = `${speed}, ${megabytesPerSecond(bytes, milliseconds).toFixed(1)} MB/s`;
  }
  return row;
}

const slicesOf = (text: string, count: number): string[] => {
  const length = Math.floor(text.length / count);
  return Array.from({ length: count }, (_, index) => text.slice(index * length, (index + 1) * length));
};

/** Rounds over the same text: what was merged is in the caches of those that have one. */
const repeatedRounds = 9;
/** Slices of which each is seen once; the first ones warm the code up. */
const firstPassSlices = 16;
const warmUpSlices = 4;

export function bench(report: Report): void {
  const texts = corpora();
  for (const name of ['gpt2', 'cl100k_base', 'o200k_base'] satisfies EncodingName[]) {
    const all = encoders(name);
    const repeated: Row[] = [];
    const firstPass: Row[] = [];
    for (const { name: label, text } of texts) {
      const slices = slicesOf(text, firstPassSlices);
      time(all, slices.slice(0, warmUpSlices));
      const bytes = Buffer.byteLength(text);
      firstPass.push(rowOf(label, time(all, slices.slice(warmUpSlices)), bytes / firstPassSlices, new Set()));
      const expected = all['tiktoken (wasm)']!(text);
      const wrong = new Set(Object.keys(all).filter(encoder => !sameIds(all[encoder]!, expected, text)));
      if (wrong.has('Tokenscope')) throw new Error(`Tokenscope's ids of ${label} are wrong`);
      repeated.push(rowOf(label, time(all, Array<string>(repeatedRounds).fill(text)), bytes, wrong));
    }
    report(`${name}: text never seen before, against js-tiktoken`, firstPass);
    report(`${name}: the same text again, against js-tiktoken`, repeated);
  }
}
