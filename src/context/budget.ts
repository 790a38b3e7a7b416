/** What a limit counts. Bytes are those of the text's UTF-8, characters its Unicode code points. */
export type BudgetUnit = 'tokens' | 'bytes' | 'characters' | 'lines';

/** How much of a text somebody has room for. */
export interface Budget {
  readonly unit: BudgetUnit;
  readonly maximum: number;
  /** The share of the maximum, from 0 to 1, from which on somebody should know. */
  readonly warnAt: number;
}

/** A text's measures that can be told without its tokens. */
export interface TextLength {
  readonly bytes: number;
  readonly characters: number;
  readonly lines: number;
}

/** A lone surrogate counts as U+FFFD, three bytes, as in every UTF-8 text. A text without a line break has one line. */
export function lengthOf(text: string): TextLength {
  let [bytes, characters, lines] = [0, 0, 1];
  for (let at = 0; at < text.length; characters++) {
    const codePoint = text.codePointAt(at)!;
    bytes += utf8Length(codePoint);
    if (codePoint === newline) lines++;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return { bytes, characters, lines };
}

/**
 * The place in a text, in UTF-16 units, up to which it fits: what comes after is too much. A character is never cut, so that of a limit
 * of bytes up to three may be left over. A line fits with its break.
 *
 * @returns nothing if all of it fits
 * @example
 * cutAt('né', { unit: 'bytes', maximum: 2 }); // 1: é has two bytes, and one is left
 * cutAt('a\nb\nc', { unit: 'lines', maximum: 2 }); // 4
 */
export function cutAt(
  text: string,
  { unit, maximum }: { readonly unit: Exclude<BudgetUnit, 'tokens'>; readonly maximum: number },
): number | undefined {
  let used = unit === 'lines' ? 1 : 0;
  for (let at = 0; at < text.length;) {
    if (unit === 'lines' && used > maximum) return at;
    const codePoint = text.codePointAt(at)!;
    if (unit === 'lines') used += codePoint === newline ? 1 : 0;
    else used += unit === 'bytes' ? utf8Length(codePoint) : 1;
    if (unit !== 'lines' && used > maximum) return at;
    at += codePoint > 0xffff ? 2 : 1;
  }
  // A line break at the very end begins one more line, as in an editor.
  return unit === 'lines' && used > maximum ? text.length : undefined;
}

const newline = 10;
const utf8Length = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
