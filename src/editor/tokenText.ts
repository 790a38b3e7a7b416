import { Markdown } from '../base/foreignMarkdown';
import { visibleText } from '../base/visibleText';
import type { Segment } from '../protocol/tokenizer';

/**
 * What a token is, in a few words.
 *
 * @example
 * // gpt2: " cat" is a word with the space before it, " 123" are digits, " ==" symbols
 */
export function kindOf({ tokens, text }: Pick<Segment, 'text' | 'tokens'>): string {
  const [only] = tokens;
  if (only === undefined) return /^\s*$/u.test(text) ? 'White space' : 'Words that the vocabulary does not have';
  if (tokens.some(({ special }) => special)) {
    const own = new TextDecoder().decode(only.bytes);
    return own === text ? 'Special token' : `Unknown word, which counts as ${own}`;
  }
  if (tokens.length > 1) return `One character in ${tokens.length} tokens`;
  if (/^\s+$/u.test(text)) return /[\r\n]/.test(text) ? 'White space with a line break' : 'White space';
  const [blank = ''] = /^\s*/u.exec(text) ?? [];
  const kind = kindOfVisible(text.slice(blank.length));
  if (blank === '') return kind;
  const before = blank === ' ' ? 'the space' : 'the white space';
  return kind === 'Letters' ? `Begins a word, with ${before} before it` : `${kind}, with ${before} before`;
}

function kindOfVisible(text: string): string {
  if (/^[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]+$/u.test(text)) return 'Characters that nobody sees';
  if (/^\p{M}+$/u.test(text)) return text.length > 1 ? 'Combining marks' : 'Combining mark';
  if (/^\p{Nd}+$/u.test(text)) return 'Digits';
  if (/^\p{N}[\p{N}\p{M}]*$/u.test(text)) return 'Numbers';
  if (/^\p{L}[\p{L}\p{M}\u200c\u200d]*$/u.test(text)) return 'Letters';
  return /^[^\p{L}\p{N}]+$/u.test(text) ? 'Punctuation or symbols' : 'Piece of text';
}

/** Bytes as hexadecimal pairs. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}

/** A token's text as a span of code, in which every character can be seen. */
export function codeSpan(text: string): Markdown {
  return Markdown.code(visibleText(text.length > maximumShown ? `${text.slice(0, maximumShown)}…` : text));
}

/** UTF-16 units of a token's text that a hover shows. */
const maximumShown = 200;
