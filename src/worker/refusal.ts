import { advance, textStart } from '../dataset/textPosition';
import type { SpecialTokenProblem } from '../protocol/loaderProblem';
import type { TokenizedDocument } from '../tokenizer/document/document';

/**
 * Why tiktoken's `encode(text)`, which allows no special tokens unless it is told to, would raise an error instead of giving ids; nothing
 * if it would not. It names the first special token, with its place as editors count, from 1.
 *
 * @param tokens with special tokens encoded
 */
export function refusalOf(tokens: TokenizedDocument): SpecialTokenProblem | undefined {
  const found = tokens.firstSpecialToken();
  if (found === undefined) return undefined;
  const { line, character } = advance(textStart, tokens.text(0, found.offset));
  return {
    kind: 'specialToken',
    field: 'specialTokens',
    token: found.token,
    line: line + 1,
    column: character + 1,
  };
}
