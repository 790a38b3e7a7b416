import { TokenizedDocument } from '../../src/tokenizer/document/document';
import type { EncodingName } from '../../src/tokenizer/bytePair/encodings';
import { encodingOf } from '../unit/tokenizer/oracle';
import { corpora } from './corpora';
import type { Report, Row } from './main';

const names = ['gpt2', 'cl100k_base', 'o200k_base'] as const satisfies readonly EncodingName[];
const units = 10_000_000;
const keystrokes = 5000;
const giantUnits = 100_000;
/** What a first load sends at once. */
const sliceLength = 1 << 16;

const milliseconds = (value: number): string => value.toFixed(value < 1 ? 3 : 1);

function load(name: EncodingName, text: string): TokenizedDocument {
  const document = new TokenizedDocument(encodingOf(name));
  for (let at = 0; at < text.length; at += sliceLength) document.append(text.slice(at, at + sliceLength));
  return document;
}

/** Times single edits, from a fixed seed: mostly letters typed one after the other, now and then elsewhere, some deleted. */
function type(document: TokenizedDocument, count: number): number[] {
  const times: number[] = [];
  let random = 1;
  const next = (below: number): number => {
    random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((random / 2 ** 32) * below);
  };
  let offset = next(document.length);
  for (let key = 0; key < count; key++) {
    if (next(20) === 0) offset = next(document.length - 1);
    const change =
      next(5) === 0 && offset < document.length
        ? { offset, length: 1, text: '' }
        : { offset: offset++, length: 0, text: 'etaoin shrdlu\n0('[next(16)]! };
    const started = performance.now();
    document.edit([change]);
    times.push(performance.now() - started);
  }
  return times.sort((a, b) => a - b);
}

const quantile = (sorted: readonly number[], share: number): string =>
  milliseconds(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!);

function quantiles(times: readonly number[]): Row {
  return { 'p50, ms': quantile(times, 0.5), 'p99, ms': quantile(times, 0.99), 'max, ms': quantile(times, 1) };
}

function keystrokesOfLong(report: Report, text: string): void {
  const rows: Row[] = [];
  for (const name of names) {
    type(load(name, text.slice(0, 1_000_000)), 3000); // warms the code up
    const started = performance.now();
    const document = load(name, text);
    const loading = performance.now() - started;
    const anew = performance.now();
    encodingOf(name).count(text);
    const again = performance.now() - anew;
    rows.push({
      '': name,
      ...quantiles(type(document, keystrokes)),
      'encoding it all, ms': milliseconds(again),
      'load, ms': milliseconds(loading),
    });
  }
  report(`A keystroke in ${units / 1e6} million units`, rows);
}

/** What a document holds, apart from its encoding, as a multiple of its text in UTF-16. */
function memory(report: Report, text: string): void {
  const used = (): number => {
    for (let round = 0; round < 3; round++) globalThis.gc?.();
    return process.memoryUsage().heapUsed + process.memoryUsage().external;
  };
  const utf8 = Buffer.from(text);
  load('gpt2', text.slice(0, 1_000_000));
  const before = used();
  // Slice by slice from bytes, as from another thread: the document's text is its own.
  const document = new TokenizedDocument(encodingOf('gpt2'));
  const decoder = new TextDecoder();
  for (let at = 0; at < utf8.length; at += sliceLength)
    document.append(decoder.decode(utf8.subarray(at, at + sliceLength), { stream: true }));
  const bytes = used() - before;
  report(`Memory of a document of ${units / 1e6} million units of English`, [
    { 'times its text in UTF-16': (bytes / (2 * document.length)).toFixed(2) },
  ]);
}

const kinds = {
  letters: 'qwertzuiopasdfghjklyxcvbnm',
  spaces: ' ',
  CJK: '漢字仮名交文不思議',
  ab: 'ab',
} as const;

function giantPieces(report: Report): void {
  const rows: Row[] = [];
  for (const name of names) {
    const encoding = encodingOf(name);
    for (const [kind, unit] of Object.entries(kinds)) {
      const giant = (length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      const time = (length: number): number => {
        const text = giant(length);
        let best = Infinity;
        for (let round = 0; round < 3; round++) {
          const started = performance.now();
          encoding.count(text);
          best = Math.min(best, performance.now() - started);
        }
        return best;
      };
      const whole = time(giantUnits);
      const started = performance.now();
      load(name, giant(1_000_000));
      const loading = performance.now() - started;
      const document = load(name, `${giant(giantUnits)} `);
      const inside: number[] = [];
      for (let key = 0; key < 300; key++) {
        const before = performance.now();
        document.edit([{ offset: 1000 + key * 300, length: 0, text: unit.slice(0, 1) }]);
        inside.push(performance.now() - before);
      }
      rows.push({
        '': `${name}, ${kind}`,
        'whole, ms': milliseconds(whole),
        'per doubling to 1 MB': ((time(1_048_576) / time(131_072)) ** (1 / 3)).toFixed(2),
        'load 1 MB, ms': milliseconds(loading),
        ...quantiles(inside.sort((a, b) => a - b)),
      });
    }
  }
  report(`One piece of ${giantUnits / 1000},000 characters, and keystrokes inside it`, rows);
}

export function bench(report: Report): void {
  const [english] = corpora();
  const text = english!.text.repeat(Math.ceil(units / english!.text.length)).slice(0, units);
  memory(report, text);
  keystrokesOfLong(report, text);
  giantPieces(report);
}
