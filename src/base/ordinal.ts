const rules = new Intl.PluralRules('en-US', { type: 'ordinal' });
const count = new Intl.NumberFormat('en-US');
const endings: Readonly<Record<string, string>> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };

/** Such as `ordinal(2) === '2nd'` and `ordinal(1011) === '1,011th'`. */
export function ordinal(n: number): string {
  return `${count.format(n)}${endings[rules.select(n)]!}`;
}

/**
 * Where a token is, everywhere in the same words: positions count from 0, as in the chapter and in models.
 *
 * @param position as the model receives it; of a window or a page it begins anew
 * @param index from 0, among all tokens of the text
 * @example placeOf(4, 4, 44); // 'position 4, the 5th of 44'
 */
export function placeOf(position: number, index: number, tokens: number): string {
  return `position ${position}, the ${ordinal(index + 1)} of ${count.format(tokens)}`;
}
