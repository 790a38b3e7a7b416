import {
  caseless,
  classAt,
  classOf,
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
import { cl100k, mayCutSpace } from './cl100k';
import { following, hasClass, hasNewline, isInSpace, isLow, isPunctuation, lastCodePoint } from './joint';
import { patternReach, type CutContext, type SplitRules } from './rules';
import { apostrophe, blank, contraction, isNewline, joinsWord, slash, splitLines, upToThreeNumbers } from './scan';

/** The pattern of o200k_base. White space is as in cl100k; a small letter after capitals decides where their word begins. */
export const o200k: SplitRules = {
  split,
  reach: patternReach,
  mayEnd: (text, at) => cl100k.mayEnd(text, at),
  staysCut: (text, length) => cl100k.staysCut(text, length),
  // A small letter behind capitals makes them one word with the letter without case before them.
  isLocal: (text, at) =>
    !isInSpace(text, at) &&
    ((classOf(lastCodePoint(text, at)) & (caseless | mark)) === 0 ||
      (classOf(text.codePointAt(at)!) & (upper | caseless | mark)) === 0),
  mayCut: (context, start, at, end) => {
    const { text } = context;
    const next = following(text, at);
    if (next === undefined) return false;
    if ((next.kind & letter) !== 0) return mayCutWord(context, start, at, next.kind & next.then);
    // Slashes go on after newlines.
    const isSlash = next.first === slash && hasNewline(text, start, at);
    return mayCutSpace(text, start, end, next) || (isPunctuation(next) && !isSlash);
  },
};

/**
 * A word of o200k is capitals and then small letters, letters without case being both. After a small letter only small ones follow.
 * In a run without any, letters without case may still be either. Capitals alone may be cut if no letter stands before them that they
 * would join once a small letter follows.
 */
function mayCutWord(context: CutContext, start: number, at: number, both: number): boolean {
  const { text } = context;
  if ((both & lower) !== 0) return true;
  if ((both & caseless) !== 0) return !hasClass(text, start, at, lower);
  if ((both & upper) === 0 || hasClass(text, start, at, lower | caseless | mark)) return false;
  if (start > 0)
    return (classOf(text.charCodeAt(start - 1)) & (letter | mark)) === 0 && !isLow(text.charCodeAt(start - 1));
  return context.startsInPiece || (context.before & (letter | mark)) === 0;
}

// Most pieces are a word of ASCII with one character before it: the loop sees that at once. All else, also a word that goes on in
// other letters, it leaves to the function below it. Each pattern has a loop of its own, which the compiler can specialise.
function split(bytes: Uint8Array, from: number, to: number, ends: Int32Array): number {
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
