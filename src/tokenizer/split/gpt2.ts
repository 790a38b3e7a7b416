import { letter, number, space } from './characterClass';
import { endsInSpace, following, isInSpace, isPunctuation } from './joint';
import { patternReach, type SplitRules } from './rules';

/** The pattern of gpt2, r50k_base, p50k_base and p50k_edit. Newlines are white space like any other. */
export const gpt2: SplitRules = {
  pattern: 'gpt2',
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
