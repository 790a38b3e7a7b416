import type { SplitPattern } from './rules';

const contraction = "(?i:'s|'t|'re|'ve|'m|'ll|'d)";
const upperLike = String.raw`[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]`;
const lowerLike = String.raw`[\p{Ll}\p{Lm}\p{Lo}\p{M}]`;
const before = String.raw`[^\r\n\p{L}\p{N}]?`;

/**
 * The split patterns as tiktoken writes them: for files and scripts that other tools read. They hold no capturing groups, so that Python's
 * `findall` gives the pieces. Nothing here runs them.
 */
export const patternText: Readonly<Record<SplitPattern, string>> = {
  gpt2: String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  cl100k: String.raw`${contraction}|${before}\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  qwen2: String.raw`${contraction}|${before}\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  o200k: [
    `${before}${upperLike}*${lowerLike}+${contraction}?`,
    `${before}${upperLike}+${lowerLike}*${contraction}?`,
    String.raw`\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  ].join('|'),
  none: String.raw`[\s\S]+`,
};
