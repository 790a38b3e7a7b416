import { letter, space } from './characterClass';
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

/** The pattern of cl100k_base. A newline takes the white space before it along, as far as it reaches. */
export const cl100k: SplitRules = {
  pattern: 'cl100k',
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
