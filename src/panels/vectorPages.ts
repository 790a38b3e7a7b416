import { lastAtMost } from '../base/sortedSearch';

/** Numbers of one kind on a page: 64 MB. */
const maximumValues = 2 ** 24;

/** Values of each kind that the colour scale is taken from. */
const sampleSize = 8192;

/** Tokens on one page and where pages begin. */
export interface PageSizes {
  /** The graph's context length: the position table has no more rows. */
  readonly pageLength: number;
  /** Of these, the first that are shown. */
  readonly shownLength: number;
}

export function pageSizes(contextLength: number, fixedLength: number | undefined, hiddenSize: number): PageSizes {
  const pageLength = Math.min(contextLength, fixedLength ?? Infinity);
  return { pageLength, shownLength: Math.max(1, Math.min(pageLength, Math.floor(maximumValues / hiddenSize))) };
}

/**
 * The tokens of a page of `from` to before `to`: pages follow each other by the context length, and each begins anew at position 0.
 *
 * @param near a token of the page that is wanted; the first one if there is none
 * @example
 * pageOf({ from: 0, to: 3000 }, 1500, { pageLength: 1024, shownLength: 1024 }); // 1024 to 2048
 */
export function pageOf(
  { from, to }: { readonly from: number; readonly to: number },
  near: number | undefined,
  { pageLength, shownLength }: PageSizes,
): { readonly first: number; readonly last: number } {
  const inside = Math.max(from, Math.min(near ?? from, to - 1));
  const first = from + Math.max(0, Math.floor((inside - from) / pageLength)) * pageLength;
  return { first, last: Math.max(first, Math.min(first + shownLength, to)) };
}

/**
 * The end of a colour scale that a few outliers do not wash out: 199 of 200 absolute values lie below it. It is taken from a sample
 * of evenly spaced values.
 */
export function scaleOf(vectors: readonly Float32Array[]): number {
  const sizes = vectors.map(({ length }) => Math.min(length, sampleSize));
  const sample = new Float32Array(sizes.reduce((sum, size) => sum + size, 0));
  let count = 0;
  vectors.forEach((values, k) => {
    for (let i = 0; i < sizes[k]!; i++) {
      const value = values[Math.floor((i * values.length) / sizes[k]!)]!;
      if (Number.isFinite(value)) sample[count++] = Math.abs(value);
    }
  });
  return sample.subarray(0, count).sort()[Math.floor((count - 1) * 0.995)] ?? 0;
}

/** The row of the token at an offset; nothing where none of these tokens is. Of several that share a character, the first. */
export function rowAt(starts: Uint32Array, ends: Uint32Array, offset: number): number | undefined {
  const row = lastAtMost(ends, offset) + 1;
  return row < starts.length && starts[row]! <= offset ? row : undefined;
}

/** The rows of the tokens that have text in a span; nothing where none of these tokens has. */
export function rowsIn(
  starts: Uint32Array,
  ends: Uint32Array,
  span: { readonly start: number; readonly end: number },
): { readonly first: number; readonly last: number } | undefined {
  const first = lastAtMost(ends, span.start) + 1;
  const last = lastAtMost(starts, span.end - 1) + 1;
  return first < last ? { first, last } : undefined;
}
