import { endsInSpace, isInSpace } from '../split/joint';
import { o200k } from '../split/o200k';
import { patternText } from '../split/patternText';
import { splitPatterns, type PieceRules, type SplitPattern } from '../split/rules';
import type { Splitter } from '../pipeline/splitters';

/** The expressions of further models, which are followed by the rules of o200k_base: none looks further ahead, or joins what that cuts. */
const known = new Set([
  // DeepSeek V3 and R1
  [
    String.raw`\p{N}{1,3}`,
    '[一-龥぀-ゟ゠-ヿ]+',
    '[!"#$%&\'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+',
  ].join('\n'),
  // tekken of Mistral
  String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
]);

/** The pattern that the kernel has of these steps; nothing if it has none. */
export function kernelPatternOf(
  splitters: readonly Splitter[],
  expressions: readonly string[],
): SplitPattern | undefined {
  const steps = splitters.filter(({ type }) => type !== 'PrefixSpace');
  if (steps.length === 0) return 'none';
  const [step] = steps;
  if (steps.length > 1 || step?.type !== 'Split') return undefined;
  const keepsMatches = step.behavior === 'Isolated' ? !step.invert : step.behavior === 'Removed' && step.invert;
  if (!keepsMatches) return undefined;
  return splitPatterns.find(pattern => pattern !== 'none' && patternText[pattern] === expressions[0]);
}

/** Whether pieces by these expressions follow an edit by {@link followingRules}. */
export function isKnownSplit(expressions: readonly string[]): boolean {
  return known.has(expressions.join('\n')) || Object.values(patternText).includes(expressions.join('\n'));
}

/** No piece is cut: what is known of where a piece ends is enough to follow edits, not to cut a giant one. */
export const followingRules: PieceRules = {
  reach: 8,
  mayEnd: (text, end) => !endsInSpace(text, end),
  isLocal: (text, at) => o200k.isLocal(text, at),
  mayCut: () => false,
  staysCut: () => true,
};

/** For words between white space, and for characters: two of them tell whether a piece ends between. */
export const wordRules: PieceRules = { ...followingRules, isLocal: (text, at) => !isInSpace(text, at) };
