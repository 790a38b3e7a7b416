import { caseless, classOf, letter, lower, mark, number, space, upper } from './characterClass';
import type { SplitPattern } from '../bytePair/encodings';

/**
 * Where a giant piece, such as a line of base64, may be cut in two, so that each part can be followed alone.
 *
 * Two things must hold. The pattern, begun anew at the cut, must end the piece where it did, and nothing behind the cut may decide
 * where the pieces before it end: that is what this file knows. And byte-level BPE must not merge across the cut: a list of tokens is
 * the encoding of its text exactly if each token and its neighbour are the encoding of theirs (github/rust-gems, bpe), which
 * `Encoding.keepsJoint` tells.
 */
export interface CutContext {
  readonly pattern: SplitPattern;
  /** The text in which to cut; it begins where a piece does or where one has been cut. */
  readonly text: string;
  /** Class of the character before the text; 0 at the beginning of the document. */
  readonly before: number;
  /** Whether the text begins inside a piece. */
  readonly startsInPiece: boolean;
}

/** Whether the piece from `start` to `end` may be cut at `at`. */
export function mayCut(context: CutContext, start: number, at: number, end: number): boolean {
  const { pattern, text } = context;
  const first = text.codePointAt(at);
  if (first === undefined || isInsidePair(text, at)) return false;
  const second = text.codePointAt(at + (first > 0xffff ? 2 : 1));
  if (second === undefined) return false;
  const kind = classOf(first);
  const both = kind & classOf(second);
  if ((kind & letter) !== 0) {
    if (pattern === 'o200k') return mayCutWord(context, start, at, both);
    return (classOf(second) & letter) !== 0;
  }
  // A group of up to three is no giant.
  if ((both & number) !== 0) return pattern === 'gpt2';
  // Newlines take the white space before them along, also what is far before them.
  if ((both & space) !== 0) return pattern === 'gpt2' || !hasNewline(text, start, end);
  const isPunctuation = kind === 0 && classOf(second) === 0 && first !== apostrophe;
  return isPunctuation && (first !== slash || !hasNewline(text, start, at));
}

const apostrophe = 0x27;
const slash = 0x2f;

/**
 * A word of o200k is capitals and then small letters, letters without case being both. Behind a small letter only small ones follow.
 * In a run without any, letters without case may still be either. Capitals alone may be cut if no letter stands before them that they
 * would join once a small letter follows.
 */
function mayCutWord(context: CutContext, start: number, at: number, both: number): boolean {
  const { text } = context;
  if ((both & lower) !== 0) return true;
  if ((both & caseless) !== 0) return !hasClass(text, start, at, lower);
  if ((both & upper) === 0 || hasClass(text, start, at, lower | caseless | mark)) return false;
  if (start > 0) return (classOf(text.charCodeAt(start - 1)) & (letter | mark)) === 0 && !isLow(text, start - 1);
  return context.startsInPiece || (context.before & (letter | mark)) === 0;
}

export function hasNewline(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || unit === 0x0d) return true;
  }
  return false;
}

function hasClass(text: string, start: number, end: number, classes: number): boolean {
  for (let at = start; at < end; at++) {
    const codePoint = text.codePointAt(at)!;
    if ((classOf(codePoint) & classes) !== 0) return true;
    if (codePoint > 0xffff) at++;
  }
  return false;
}

const isLow = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
const isInsidePair = (text: string, at: number): boolean =>
  at > 0 && isLow(text, at) && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800;
