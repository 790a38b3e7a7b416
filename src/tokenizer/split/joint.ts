import { classOf, space } from './characterClass';

// What the rules of a pattern ask of a text around a boundary or a cut, in UTF-16 units.

/** The two characters after a cut: their classes, and the first itself. */
export interface Following {
  readonly first: number;
  readonly kind: number;
  readonly then: number;
}

/** The characters after `at`; nothing where a surrogate pair would be cut in two, or fewer than two follow. */
export function following(text: string, at: number): Following | undefined {
  const first = text.codePointAt(at);
  if (first === undefined || isInsidePair(text, at)) return undefined;
  const second = text.codePointAt(at + (first > 0xffff ? 2 : 1));
  return second === undefined ? undefined : { first, kind: classOf(first), then: classOf(second) };
}

/** Whether a run of punctuation goes on after a cut, and no contraction begins there. */
export function isPunctuation({ first, kind, then }: Following): boolean {
  return kind === 0 && then === 0 && first !== 0x27;
}

/** Whether white space goes on over a boundary: a newline after it takes along what is before it. */
export function isInSpace(text: string, at: number): boolean {
  return (classOf(lastCodePoint(text, at)) & classOf(text.codePointAt(at)!) & space) !== 0;
}

export function endsInSpace(text: string, end: number): boolean {
  return classOf(text.charCodeAt(end - 1)) === space;
}

export function endsInNewline(text: string, end: number): boolean {
  return isNewlineUnit(text.charCodeAt(end - 1));
}

/** Whether the first `length` units of a text begin with white space and have a newline, which takes along the white space before it. */
export function isSpaceToNewline(text: string, length: number): boolean {
  return classOf(text.charCodeAt(0)) === space && hasNewline(text, 0, length);
}

export function hasNewline(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (isNewlineUnit(text.charCodeAt(at))) return true;
  return false;
}

export function hasClass(text: string, start: number, end: number, classes: number): boolean {
  for (let at = start; at < end; at++) {
    const codePoint = text.codePointAt(at)!;
    if ((classOf(codePoint) & classes) !== 0) return true;
    if (codePoint > 0xffff) at++;
  }
  return false;
}

/** The code point that ends at `end`; a lone surrogate is one. */
export function lastCodePoint(text: string, end = text.length): number {
  const last = text.charCodeAt(end - 1);
  const before = isLow(last) && end > 1 ? text.codePointAt(end - 2)! : last;
  return before > 0xffff ? before : last;
}

/** UTF-16 units at the end of a text in which the start of a word is looked for. */
const wordReach = 1000;
const wordStart = /[A-Za-z.,] (?=[A-Za-z])/g;

/**
 * Where the last word begins, with its space, if one is near the end; else 0. In every split pattern a piece ends before a single space
 * between a letter, a stop or a comma and a letter, whatever follows.
 */
export function lastWord(text: string): number {
  const from = Math.max(0, text.length - wordReach);
  let last = 0;
  for (const { index } of text.slice(from).matchAll(wordStart)) last = from + index + 1;
  return last;
}

export const isLow = (unit: number): boolean => (unit & 0xfc00) === 0xdc00;
const isInsidePair = (text: string, at: number): boolean =>
  at > 0 && isLow(text.charCodeAt(at)) && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
const isNewlineUnit = (unit: number): boolean => unit === 0x0a || unit === 0x0d;
