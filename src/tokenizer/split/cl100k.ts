import { classAt, classOfByte, end, letter, lengthFrom, number, skip, skipOther, space } from './characterClass';
import {
  endsInNewline,
  endsInSpace,
  following,
  hasNewline,
  isInSpace,
  isPunctuation,
  isSpaceToNewline,
  type Following,
} from './joint';
import { patternReach, type SplitRules } from './rules';
import {
  apostrophe,
  blank,
  contraction,
  isNewline,
  joinsWord,
  skipNewlines,
  splitLines,
  upToThreeNumbers,
} from './scan';

/** The pattern of cl100k_base. A newline takes the white space before it along, as far as it reaches. */
export const cl100k: SplitRules = {
  split,
  reach: patternReach,
  mayEnd: (text, end) => endsInNewline(text, end) || !endsInSpace(text, end),
  isLocal: (text, at) => !isInSpace(text, at),
  mayCut: ({ text }, start, at, end) => {
    const next = following(text, at);
    if (next === undefined) return false;
    if ((next.kind & letter) !== 0) return (next.then & letter) !== 0;
    return mayCutSpace(text, start, end, next) || isPunctuation(next);
  },
  staysCut: (text, length) => !isSpaceToNewline(text, length),
};

/** A run of white space may be cut unless a newline stands in it; also what is far before the newline belongs to it. */
export function mayCutSpace(text: string, start: number, end: number, { kind, then }: Following): boolean {
  return (kind & then & space) !== 0 && !hasNewline(text, start, end);
}

// Most pieces are a word of ASCII with one character before it: the loop sees that at once. All else, also a word that goes on in
// other letters, it leaves to the function below it. Each pattern has a loop of its own, which the compiler can specialise.
function split(bytes: Uint8Array, from: number, to: number, ends: Int32Array): number {
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
