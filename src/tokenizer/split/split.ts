import {
  caseless,
  classAt,
  classOfByte,
  end,
  letter,
  lengthFrom,
  lower,
  mark,
  number,
  skip,
  skipOther,
  space,
  upper,
} from './characterClass';

/** Longest reach of a split pattern past the end of the piece after, in UTF-16 units: a contraction, or a surrogate pair. */
export const patternReach = 4;

/**
 * The first half of byte-level BPE: a text is cut into pieces, and no token crosses a cut. The cuts are those of OpenAI's split
 * patterns, followed by hand on UTF-8 bytes; the tests compare them with the patterns themselves.
 *
 * Cuts the text from byte `from` on, and writes where the pieces end into `ends`, until it is full or the text is at its end, `to`.
 * `bytes` is well-formed UTF-8 with a sentinel after it. Many pieces in one call, so that each pattern has a loop of its own that
 * the compiler can specialise.
 *
 * @returns how many pieces were cut
 * @example splitGpt2(bytesOf("I'll go"), 0, 7, ends) // 3, and ends begins with 1, 4, 7: "I", "'ll", " go"
 */
export type Split = (bytes: Uint8Array, from: number, to: number, ends: Int32Array) => number;

const apostrophe = 0x27;
const blank = 0x20;
const slash = 0x2f;

/**
 * 1 for a byte of ASCII that the word after it takes along in `[^\r\n\p{L}\p{N}]?\p{L}+`. The apostrophe is left out: a contraction
 * comes first.
 */
const joinsWord = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 && (classOfByte[byte]! & (letter | number)) === 0 && !isNewline(byte) && byte !== apostrophe ? 1 : 0,
);

// Each pattern has its own loop, which the compiler can specialise. Most pieces are a word of ASCII with one character before it: that
// is seen at once, and all else, also a word that goes on in other letters, is left to the pattern's function below.

export function splitGpt2(bytes: Uint8Array, from: number, to: number, ends: Int32Array): number {
  let count = 0;
  for (let at = from; at < to && count < ends.length;) {
    const word = bytes[at] === blank ? at + 1 : at;
    let after = word;
    while ((classOfByte[bytes[after]!]! & letter) !== 0) after++;
    at = after > word && bytes[after]! < 0x80 ? after : endOfGpt2(bytes, at);
    ends[count++] = at;
  }
  return count;
}

export function splitCl100k(bytes: Uint8Array, from: number, to: number, ends: Int32Array): number {
  let count = 0;
  for (let at = from; at < to && count < ends.length;) {
    const word = at + joinsWord[bytes[at]!]!;
    let after = word;
    while ((classOfByte[bytes[after]!]! & letter) !== 0) after++;
    at = after > word && bytes[after]! < 0x80 ? after : endOfCl100k(bytes, at);
    ends[count++] = at;
  }
  return count;
}

export function splitO200k(bytes: Uint8Array, from: number, to: number, ends: Int32Array): number {
  let count = 0;
  for (let at = from; at < to && count < ends.length;) {
    const word = at + joinsWord[bytes[at]!]!;
    let after = word;
    while ((classOfByte[bytes[after]!]! & upper) !== 0) after++;
    while ((classOfByte[bytes[after]!]! & lower) !== 0) after++;
    const next = bytes[after]!;
    at = after > word && next < 0x80 && next !== apostrophe ? after : endOfO200k(bytes, at);
    ends[count++] = at;
  }
  return count;
}

/** `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` */
function endOfGpt2(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first === apostrophe) {
    const after = contraction(bytes, at, false);
    if (after > at) return after;
  }
  const from = first === blank ? at + 1 : at;
  const next = classAt(bytes, from);
  if ((next & letter) !== 0) return skip(bytes, from, letter);
  if ((next & number) !== 0) return skip(bytes, from, number);
  if ((next & (space | end)) === 0) return skipOther(bytes, from);
  return splitSpace(bytes, at);
}

/**
 * `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
 */
function endOfCl100k(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first === apostrophe) {
    const after = contraction(bytes, at, true);
    if (after > at) return after;
  }
  const kind = classAt(bytes, at);
  if ((kind & letter) !== 0) return skip(bytes, at, letter);
  if ((kind & number) !== 0) return upToThreeNumbers(bytes, at);
  const second = at + lengthFrom(first);
  if (!isNewline(first) && (classAt(bytes, second) & letter) !== 0) return skip(bytes, second, letter);
  const from = first === blank ? second : at;
  if ((classAt(bytes, from) & (letter | number | space | end)) === 0)
    return skipNewlines(bytes, skipOther(bytes, from));
  return splitLines(bytes, at);
}

const upperLike = upper | caseless | mark;
const lowerLike = lower | caseless | mark;

/**
 * As cl100k, but a word is a run of capitals and then a run of small letters, marks and letters without case being both, and it
 * takes its contraction along: `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|..)?`, or else
 * `[^\r\n\p{L}\p{N}]?[\p{Lu}..]+[\p{Ll}..]*(?i:'s|..)?`. Punctuation also takes slashes: ` ?[^\s\p{L}\p{N}]+[\r\n/]*`.
 */
function endOfO200k(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const kind = classAt(bytes, at);
  if ((kind & letter) !== 0) return contraction(bytes, splitWord(bytes, at), true);
  if ((kind & number) !== 0) return upToThreeNumbers(bytes, at);
  const second = at + lengthFrom(first);
  if (!isNewline(first)) {
    const word = splitPrefixedWord(bytes, at, second, kind);
    if (word > at) return contraction(bytes, word, true);
  }
  const from = first === blank ? second : at;
  if ((classAt(bytes, from) & (letter | number | space | end)) === 0) {
    let after = skipOther(bytes, from);
    while (isNewline(bytes[after]!) || bytes[after] === slash) after++;
    return after;
  }
  return splitLines(bytes, at);
}

/** The word after one character that is no letter; `at` if there is none. A mark can be that character, or begin the word. */
function splitPrefixedWord(bytes: Uint8Array, at: number, second: number, kind: number): number {
  if ((classAt(bytes, second) & (letter | mark)) !== 0) {
    const withSmall = endInSmall(bytes, second);
    if (withSmall > second) return withSmall;
    if ((kind & mark) !== 0) return endInSmall(bytes, at);
    return skip(bytes, second, upperLike);
  }
  return (kind & mark) !== 0 ? second : at;
}

function splitWord(bytes: Uint8Array, at: number): number {
  const withSmall = endInSmall(bytes, at);
  return withSmall > at ? withSmall : skip(bytes, at, upperLike);
}

/**
 * `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`, or `at` where it does not match. If no small letter follows the
 * capitals, the pattern backtracks to the last character in the run that counts as both, and ends after it.
 */
function endInSmall(bytes: Uint8Array, at: number): number {
  let both = at;
  let position = at;
  for (;;) {
    const kind = classAt(bytes, position);
    if ((kind & lower) !== 0) return skip(bytes, position, lowerLike);
    if ((kind & upperLike) === 0) return both;
    position += lengthFrom(bytes[position]!);
    if ((kind & lowerLike) !== 0) both = position;
  }
}

/** Where the contraction at `at` ends, or `at`. If case is ignored, Rust also lets the long s (U+017F) be an s. */
function contraction(bytes: Uint8Array, at: number, ignoreCase: boolean): number {
  if (bytes[at] !== apostrophe) return at;
  const fold = ignoreCase ? 0x20 : 0;
  const one = bytes[at + 1]! | fold;
  if (one === 0x73 || one === 0x74 || one === 0x6d || one === 0x64) return at + 2; // s t m d
  if (ignoreCase && bytes[at + 1] === 0xc5 && bytes[at + 2] === 0xbf) return at + 3;
  if (one !== 0x72 && one !== 0x76 && one !== 0x6c) return at; // r v l
  const two = bytes[at + 2]! | fold;
  return two === (one === 0x6c ? 0x6c : 0x65) ? at + 3 : at; // ll, re, ve
}

function upToThreeNumbers(bytes: Uint8Array, at: number): number {
  for (let count = 0; count < 3 && (classAt(bytes, at) & number) !== 0; count++) at += lengthFrom(bytes[at]!);
  return at;
}

function isNewline(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

function skipNewlines(bytes: Uint8Array, at: number): number {
  while (isNewline(bytes[at]!)) at++;
  return at;
}

/** `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last newline in the run of white space, if there is one. */
function splitLines(bytes: Uint8Array, at: number): number {
  const after = skip(bytes, at, space);
  for (let position = after; position > at; position--) if (isNewline(bytes[position - 1]!)) return position;
  return withoutLast(bytes, at, after);
}

/** `\s+(?!\S)|\s+`: the run of white space, but its last character stays for the word that follows. */
function splitSpace(bytes: Uint8Array, at: number): number {
  return withoutLast(bytes, at, skip(bytes, at, space));
}

function withoutLast(bytes: Uint8Array, at: number, after: number): number {
  if (classOfByte[bytes[after]!] === end) return after;
  let last = after - 1;
  while ((bytes[last]! & 0xc0) === 0x80) last--;
  return last > at ? last : after;
}
