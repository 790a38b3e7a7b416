import { classAt, classOfByte, end, letter, number, skip, skipOther, space } from './characterClass';
import { endsInSpace, following, isInSpace, isPunctuation } from './joint';
import { patternReach, type SplitRules } from './rules';
import { apostrophe, blank, contraction, splitSpace } from './scan';

/** The pattern of gpt2, r50k_base, p50k_base and p50k_edit. Newlines are white space like any other. */
export const gpt2: SplitRules = {
  split,
  reach: patternReach,
  mayEnd: (text, end) => !endsInSpace(text, end),
  isLocal: (text, at) => !isInSpace(text, at),
  mayCut: ({ text }, _start, at) => {
    const next = following(text, at);
    if (next === undefined) return false;
    const { kind, then } = next;
    return (kind & letter) !== 0
      ? (then & letter) !== 0
      : (kind & then & (number | space)) !== 0 || isPunctuation(next);
  },
  staysCut: () => true,
};

// Most pieces are a word of ASCII with one character before it: the loop sees that at once. All else, also a word that goes on in
// other letters, it leaves to the function below it. Each pattern has a loop of its own, which the compiler can specialise.
function split(bytes: Uint8Array, from: number, to: number, ends: Int32Array): number {
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
