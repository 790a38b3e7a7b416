/** Tokens on one page and where pages begin. */
export interface PageSizes {
  /** The graph's context length: the position table has no more rows. */
  readonly pageLength: number;
  /** Of these, the first that are shown. */
  readonly shownLength: number;
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
