import { checkLoaderOptions, WindowPlan, type LoaderOptions } from '../dataset/windows';
import { BoundedCache } from '../base/boundedCache';
import { seedProblemOf } from '../base/seed';
import { parseSeed } from '../torch/random';
import { loaderProblemSentence, type LoaderProblemMessage } from '../protocol/loaderProblem';
import type { LoaderOptionsMessage, WindowPage } from '../protocol/tokenizer';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { TokenSource } from './tokenSource';

const decoder = new TextDecoder();

/** The least code point that takes 1, 2, 3 or 4 bytes in UTF-8. */
const leastOfLength = [0, 0, 0x80, 0x800, 0x10000] as const;

/** The text of each id, as it stands in the vocabulary; bytes that are no whole character show as `<0xE2>`. */
export function textsOf(tokenizer: Tokenizer, ids: Uint32Array): Record<string, string> {
  const texts: Record<number, string | undefined> = {};
  for (const id of ids) texts[id] ??= textOf(tokenizer, id);
  return texts as Record<string, string>;
}

/** As {@link textsOf}, of one id. */
export function textOf(tokenizer: Tokenizer, id: number): string {
  const bytes = tokenizer.bytesOf(id);
  const text = decoder.decode(bytes);
  if (!text.includes('\uFFFD')) return text;
  // Valid characters stay readable, bytes of a split one are written out: each byte must be seen once.
  let shown = '';
  for (let i = 0; i < bytes.length;) {
    const length = [4, 3, 2, 1].find(size => {
      const piece = bytes.subarray(i, i + size);
      // One character takes as many bytes as its code point says, so that two short ones are not taken for a long one.
      const character = decoder.decode(piece);
      return (
        piece.length === size && character.codePointAt(0)! >= leastOfLength[size]! && !character.includes('\uFFFD')
      );
    });
    if (length === undefined) shown += `<0x${bytes[i]!.toString(16).toUpperCase().padStart(2, '0')}>`;
    else shown += decoder.decode(bytes.subarray(i, i + length));
    i += length ?? 1;
  }
  return shown;
}

export function toLoaderOptions(message: LoaderOptionsMessage): LoaderOptions {
  return { ...message, seed: parseSeed(message.seed) };
}

/** The number of a source's tokens; or where its files begin, if no window is to cross from one into the next. */
export function boundsOf(
  { boundaries, tokens }: TokenSource,
  { crossFiles }: LoaderOptionsMessage,
): number | Uint32Array {
  return crossFiles === false && boundaries !== undefined ? boundaries : tokens.tokenCount;
}

/** What is wrong with the options; a seed that is no number is found before they can be built. */
function wrongOptions(message: LoaderOptionsMessage, bounds: number | Uint32Array): LoaderProblemMessage[] {
  const seed = message.seed.trim();
  const kind = seedProblemOf(seed);
  if (kind !== undefined) return [{ kind, field: 'seed', seed }];
  const options = toLoaderOptions(message);
  const problems = checkLoaderOptions(options, bounds);
  if (problems.length > 0 || options.sampler !== 'distributed' || !options.shuffle) return problems;
  // A DistributedSampler adds the epoch to the seed.
  const drawn = String(options.seed + BigInt(options.epoch - 1));
  const drawnKind = seedProblemOf(drawn);
  return drawnKind === undefined ? [] : [{ kind: drawnKind, field: 'seed', seed: drawn }];
}

/** What keeps a source from being cut with these options. */
export function problemsOf(source: TokenSource, message: LoaderOptionsMessage): LoaderProblemMessage[] {
  const { refusal } = source;
  if (refusal !== undefined) return [refusal];
  return wrongOptions(message, boundsOf(source, message));
}

/** Something that depends on a source's tokens and the options, kept for those that were looked at last. */
export function keptForSource<T>(
  make: (source: TokenSource, message: LoaderOptionsMessage) => T,
): (source: TokenSource, message: LoaderOptionsMessage) => T {
  const kept = new WeakMap<TokenSource, BoundedCache<string, T>>();
  return (source, message) => {
    const ofSource = kept.get(source) ?? new BoundedCache<string, T>(4);
    kept.set(source, ofSource);
    const key = JSON.stringify([source.tokens.tokenCount, message]);
    const value = ofSource.get(key) ?? make(source, message);
    ofSource.set(key, value);
    return value;
  };
}

/** Drawing the order of a million shuffled windows anew for each page would be seen. */
export const planOf = keptForSource(
  (source, message) => new WindowPlan(boundsOf(source, message), toLoaderOptions(message)),
);

/** Rows `firstRow` to `firstRow + rowCount` of the loader's order, with their ids and texts. */
export function windowPageOf(
  document: TokenSource,
  message: LoaderOptionsMessage,
  firstRow: number,
  rowCount: number,
): WindowPage {
  const { tokens, tokenizer } = document;
  const problems = problemsOf(document, message);
  const empty = { tokenCount: tokens.tokenCount, windowCount: 0, batchCount: 0, rowCount: 0, firstRow: 0 };
  if (problems.length > 0) return { ...empty, problems, rows: [], ids: new Uint32Array(0), texts: {} };
  const options = toLoaderOptions(message);
  const plan = planOf(document, message);
  const width = options.maxLength + 1;
  const last = Math.min(firstRow + rowCount, plan.usedWindowCount);
  const size = Math.max(0, last - firstRow);
  const ids = new Uint32Array(size * width);
  const rows = Array.from({ length: size }, (_, i) => {
    const row = firstRow + i;
    const first = plan.startOfRow(row);
    ids.set(tokens.ids(first, first + width), i * width);
    const file = document.nameOfFileAt?.(first);
    return {
      window: plan.windowOfRow(row),
      batch: plan.batchOfRow(row),
      first,
      ...(file === undefined ? {} : { file }),
    };
  });
  return {
    tokenCount: tokens.tokenCount,
    windowCount: plan.windowCount,
    batchCount: plan.batchCount,
    rowCount: plan.usedWindowCount,
    problems: [],
    firstRow,
    rows,
    ids,
    texts: textsOf(tokenizer, ids),
  };
}

/** Ids that another extension cuts into windows through the API. */
export class IdCorpus {
  readonly #ids: Uint32Array;
  readonly #options: LoaderOptions;
  readonly #plan: WindowPlan;

  constructor(ids: Uint32Array, message: LoaderOptionsMessage) {
    const problem = wrongOptions(message, Math.max(ids.length, message.maxLength + 1)).find(
      ({ field }) => field !== 'batchSize',
    );
    if (problem !== undefined) throw new RangeError(`${problem.field}: ${loaderProblemSentence(problem)}`);
    this.#ids = ids;
    this.#options = toLoaderOptions(message);
    this.#plan = new WindowPlan(ids.length, this.#options);
  }

  get counts(): { windowCount: number; batchCount: number } {
    return { windowCount: this.#plan.windowCount, batchCount: this.#plan.batchCount };
  }

  batch(index: number): { inputs: number[][]; targets: number[][] } {
    const { batchCount, usedWindowCount } = this.#plan;
    if (index >= batchCount) throw new RangeError(`index: ${index} is out of range; there are ${batchCount} batches`);
    const { batchSize, maxLength } = this.#options;
    const inputs: number[][] = [];
    const targets: number[][] = [];
    for (let row = index * batchSize; row < Math.min((index + 1) * batchSize, usedWindowCount); row++) {
      const start = this.#plan.startOfRow(row);
      inputs.push([...this.#ids.subarray(start, start + maxLength)]);
      targets.push([...this.#ids.subarray(start + 1, start + maxLength + 1)]);
    }
    return { inputs, targets };
  }
}
