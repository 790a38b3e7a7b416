import { caseless, classOf, letter, lower, mark, upper } from './characterClass';
import { cl100k, mayCutSpace } from './cl100k';
import { following, hasClass, hasNewline, isInSpace, isLow, isPunctuation, lastCodePoint } from './joint';
import { patternReach, type CutContext, type SplitRules } from './rules';

/** The pattern of o200k_base. White space is as in cl100k; a small letter after capitals decides where their word begins. */
export const o200k: SplitRules = {
  pattern: 'o200k',
  reach: patternReach,
  mayEnd: (text, at) => cl100k.mayEnd(text, at),
  staysCut: (text, length) => cl100k.staysCut(text, length),
  // A small letter after capitals makes them one word with the letter without case before them.
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
    const isSlash = next.first === 0x2f && hasNewline(text, start, at);
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
