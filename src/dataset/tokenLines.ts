import { rowCountOf, type ExportContent } from './exportContent';

const encoder = new TextEncoder();
const partSize = 1 << 20;
/** Digits of the largest number of 32 bits. */
const mostDigits = 10;

/** ASCII text in bytes. Numbers are written digit by digit: making strings of millions of them takes several times as long. */
class LineWriter {
  #bytes = new Uint8Array(partSize + 4096);
  #at = 0;

  text(text: Uint8Array): this {
    this.#reserve(text.length);
    const bytes = this.#bytes;
    let at = this.#at;
    // Mostly a handful of bytes, for which `set` takes longer.
    for (let i = 0; i < text.length; i++) bytes[at++] = text[i]!;
    this.#at = at;
    return this;
  }

  number(value: number): this {
    this.#reserve(mostDigits);
    this.#at = writeDigits(this.#bytes, this.#at, value);
    return this;
  }

  /** Numbers with commas between them. */
  numbers(ids: Uint32Array, from: number, to: number): this {
    this.#reserve((to - from) * (mostDigits + 1));
    const bytes = this.#bytes;
    let at = this.#at;
    for (let i = from; i < to; i++) {
      if (i > from) bytes[at++] = 0x2c;
      at = writeDigits(bytes, at, ids[i]!);
    }
    this.#at = at;
    return this;
  }

  /**
   * Writes lines until a part is full; gives the first row that it did not write. Apart from the generator that yields, as code in
   * generators runs several times slower.
   */
  rows(content: ExportContent, first: number, words: Words): number {
    const { ids, windows } = content;
    const [beforeFirst, beforeSecond, beforeInputs, beforeTargets, end] = words;
    const rows = rowCountOf(content);
    let row = first;
    for (; row < rows && this.#at < partSize; row++) {
      if (windows === undefined) this.text(beforeFirst).number(row).text(beforeSecond).number(ids[row]!);
      else {
        const { plan, maxLength } = windows;
        const start = plan.startOfRow(row);
        this.text(beforeFirst).number(plan.batchOfRow(row)).text(beforeSecond).number(plan.windowOfRow(row));
        this.text(beforeInputs).numbers(ids, start, start + maxLength);
        this.text(beforeTargets).numbers(ids, start + 1, start + maxLength + 1);
      }
      this.text(end);
    }
    return row;
  }

  /** Good until more is written. */
  take(): Uint8Array {
    const part = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    return part;
  }

  #reserve(size: number): void {
    if (this.#at + size <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.#at + size));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

/** Writes a number from `at` on; gives the place after it. */
function writeDigits(bytes: Uint8Array, at: number, value: number): number {
  let end = at + 1;
  for (let limit = 10; value >= limit; limit *= 10) end++;
  let rest = value;
  for (let place = end - 1; place >= at; place--) {
    const tens = Math.floor(rest / 10);
    bytes[place] = 0x30 + rest - tens * 10;
    rest = tens;
  }
  return end;
}

/**
 * A line for each id or window, as JSON or as comma-separated values with a header, in parts of about a megabyte,
 * each good until the next is asked for.
 *
 * @example
 * // jsonl: {"batch":0,"window":0,"inputs":[464,3797],"targets":[3797,3332]}
 * // csv:   batch,window,input_0,input_1,target_0,target_1
 * //        0,0,464,3797,3797,3332
 */
export function* tokenLines(content: ExportContent, format: 'jsonl' | 'csv'): Generator<Uint8Array> {
  const { windows } = content;
  const lines = new LineWriter();
  if (format === 'csv') lines.text(encoder.encode(csvHeader(windows?.maxLength)));
  const words = wordsOf(format, windows !== undefined).map(text => encoder.encode(text));
  for (let row = 0; row < rowCountOf(content);) {
    row = lines.rows(content, row, words as Words);
    yield lines.take();
  }
  // A header alone, where there are no rows.
  if (rowCountOf(content) === 0) yield lines.take();
}

/** What stands before each value of a line, and at its end. */
type Words = [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];

function wordsOf(format: 'jsonl' | 'csv', hasWindows: boolean): string[] {
  if (format === 'csv') return ['', ',', ',', ',', '\n'];
  return hasWindows
    ? ['{"batch":', ',"window":', ',"inputs":[', '],"targets":[', ']}\n']
    : ['{"token":', ',"id":', '', '', '}\n'];
}

function csvHeader(maxLength: number | undefined): string {
  if (maxLength === undefined) return 'token,id\n';
  const names = (kind: string): string => Array.from({ length: maxLength }, (_, i) => `${kind}_${i}`).join(',');
  return `batch,window,${names('input')},${names('target')}\n`;
}
