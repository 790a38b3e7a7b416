import {
  caseless,
  classAt,
  end,
  lengthFrom,
  letter,
  lower,
  mark,
  number,
  skip,
  skipOther,
  space,
  upper,
} from './classes';

/**
 * The first half of byte-level BPE: a text is cut into pieces, and no token crosses a cut. The cuts are those of OpenAI's split
 * patterns, followed by hand on UTF-8 bytes; the tests compare the ids with tiktoken's. Each function takes where a piece begins and
 * returns where it ends. encode.ts recognises most pieces, a word of ASCII with one character before it, without coming here.
 *
 * @example "I'll go" with gpt2 // endOfGpt2 from 0 gives 1, from 1 gives 4, from 4 gives 7: "I", "'ll", " go"
 */

const apostrophe: i32 = 0x27;
const blank: i32 = 0x20;
const slash: i32 = 0x2f;
const sentinel: i32 = 0xff;

/** `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+` */
export function endOfGpt2(at: usize): usize {
  const first = <i32>load<u8>(at);
  if (first === apostrophe) {
    const after = contraction(at, false);
    if (after > at) return after;
  }
  const from = first === blank ? at + 1 : at;
  const following = classAt(from);
  if ((following & letter) !== 0) return skip(from, letter);
  if ((following & number) !== 0) return skip(from, number);
  if ((following & (space | end)) === 0) return skipOther(from);
  return withoutLast(at, skip(at, space));
}

/**
 * `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
 */
export function endOfCl100k(at: usize): usize {
  const first = <i32>load<u8>(at);
  if (first === apostrophe) {
    const after = contraction(at, true);
    if (after > at) return after;
  }
  const kind = classAt(at);
  if ((kind & letter) !== 0) return skip(at, letter);
  if ((kind & number) !== 0) return someNumbers(at);
  const second = at + lengthFrom(first);
  if (!isNewline(first) && (classAt(second) & letter) !== 0) return skip(second, letter);
  const from = first === blank ? second : at;
  if ((classAt(from) & (letter | number | space | end)) === 0) {
    let after = skipOther(from);
    while (isNewline(load<u8>(after))) after++;
    return after;
  }
  return splitLines(at);
}

const upperLike: i32 = upper | caseless | mark;
const lowerLike: i32 = lower | caseless | mark;

/**
 * As cl100k, but a word is a run of capitals and then a run of small letters, marks and letters without case being both, and it
 * takes its contraction along: `[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|..)?`, or else
 * `[^\r\n\p{L}\p{N}]?[\p{Lu}..]+[\p{Ll}..]*(?i:'s|..)?`. Punctuation also takes slashes: ` ?[^\s\p{L}\p{N}]+[\r\n/]*`.
 */
export function endOfO200k(at: usize): usize {
  const first = <i32>load<u8>(at);
  const kind = classAt(at);
  if ((kind & letter) !== 0) {
    const withSmall = endInSmall(at);
    return contraction(withSmall > at ? withSmall : skip(at, upperLike), true);
  }
  if ((kind & number) !== 0) return someNumbers(at);
  const second = at + lengthFrom(first);
  if (!isNewline(first)) {
    const word = splitPrefixedWord(at, second, kind);
    if (word > at) return contraction(word, true);
  }
  const from = first === blank ? second : at;
  if ((classAt(from) & (letter | number | space | end)) === 0) {
    let after = skipOther(from);
    while (isNewline(load<u8>(after)) || load<u8>(after) === slash) after++;
    return after;
  }
  return splitLines(at);
}

/** The word after one character that is no letter; `at` if there is none. A mark can be that character, or begin the word. */
function splitPrefixedWord(at: usize, second: usize, kind: i32): usize {
  if ((classAt(second) & (letter | mark)) !== 0) {
    const withSmall = endInSmall(second);
    if (withSmall > second) return withSmall;
    if ((kind & mark) !== 0) return endInSmall(at);
    return skip(second, upperLike);
  }
  return (kind & mark) !== 0 ? second : at;
}

/**
 * `[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+`, or `at` where it does not match. If no small letter follows the
 * capitals, the pattern backtracks to the last character in the run that counts as both, and ends after it.
 */
function endInSmall(at: usize): usize {
  let both = at;
  let position = at;
  while (true) {
    const kind = classAt(position);
    if ((kind & lower) !== 0) return skip(position, lowerLike);
    if ((kind & upperLike) === 0) return both;
    position += lengthFrom(load<u8>(position));
    if ((kind & lowerLike) !== 0) both = position;
  }
}

/** Where the contraction at `at` ends, or `at`. If case is ignored, Rust also lets the long s (U+017F) be an s. */
function contraction(at: usize, ignoreCase: bool): usize {
  if (load<u8>(at) !== apostrophe) return at;
  const fold = ignoreCase ? 0x20 : 0;
  const one = (<i32>load<u8>(at, 1)) | fold;
  if (one === 0x73 || one === 0x74 || one === 0x6d || one === 0x64) return at + 2; // s t m d
  if (ignoreCase && load<u8>(at, 1) === 0xc5 && load<u8>(at, 2) === 0xbf) return at + 3;
  if (one !== 0x72 && one !== 0x76 && one !== 0x6c) return at; // r v l
  const two = (<i32>load<u8>(at, 2)) | fold;
  return two === (one === 0x6c ? 0x6c : 0x65) ? at + 3 : at; // ll, re, ve
}

/** Digits of a piece at most: 3, or 1 where a pattern takes them one by one. */
let mostNumbers: i32 = 3;

export function takeNumbers(most: i32): void {
  mostNumbers = most;
}

/** `\p{N}{1,3}`, or `\p{N}` */
function someNumbers(at: usize): usize {
  for (let count = 0; count < mostNumbers && (classAt(at) & number) !== 0; count++) at += lengthFrom(load<u8>(at));
  return at;
}

/** `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last newline of the run, if it has one. */
function splitLines(at: usize): usize {
  const after = skip(at, space);
  for (let last = after; last > at; last--) if (isNewline(load<u8>(last - 1))) return last;
  return withoutLast(at, after);
}

/** `\s+(?!\S)|\s+`: white space before something else leaves its last character to that, if it has another. */
function withoutLast(at: usize, after: usize): usize {
  if (load<u8>(after) === sentinel) return after;
  let last = after - 1;
  while ((load<u8>(last) & 0xc0) === 0x80) last--;
  return last > at ? last : after;
}

// @ts-ignore: decorator
@inline
function isNewline(byte: i32): bool {
  return byte === 0x0a || byte === 0x0d;
}
