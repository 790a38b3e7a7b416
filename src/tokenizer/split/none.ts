import { isLow } from './joint';
import { patternReach, type SplitRules } from './rules';

/**
 * No pattern, as in minbpe's BasicTokenizer: the text between two special tokens is one piece. It is a giant piece like any other: it may
 * be cut between two tokens that keep side by side.
 */
export const none: SplitRules = {
  pattern: 'none',
  reach: patternReach,
  mayEnd: () => true,
  isLocal: () => true,
  mayCut: ({ text }, _start, at) => !isLow(text.charCodeAt(at)),
  staysCut: () => true,
};
