import { advance, textStart } from '../dataset/textPosition';
import type { TokenizedDocument } from '../tokenizer/document/document';

const count = new Intl.NumberFormat('en-US');

/**
 * Why tiktoken's `encode(text)`, which allows no special tokens unless it is told to, would raise an error instead of giving ids; nothing
 * if it would not. Of the first special token, with its place as editors count, from 1.
 *
 * @param tokens with special tokens encoded
 */
export function refusalOf(tokens: TokenizedDocument): string | undefined {
  const found = tokens.firstSpecialToken();
  if (found === undefined) return undefined;
  const { line, character } = advance(textStart, tokens.text(0, found.offset));
  const place = `line ${count.format(line + 1)}, column ${count.format(character + 1)}`;
  return `encode(text) raises an error: ${place} has the special token ${found.token}. Choose "encode" or "text".`;
}
