import { advance, textStart } from '../dataset/textPosition';
import type { Refusal } from '../protocol/loaderProblem';
import type { TokenizedDocument } from '../tokenizer/document/document';

/**
 * Why `encode(text)` would raise an error instead of giving ids; nothing if it would not. It names the first place, as editors count, from 1.
 * tiktoken's allows no special tokens unless it is told to, the chapter's SimpleTokenizerV1 no words that it does not have.
 *
 * @param tokens with special tokens encoded
 */
export function refusalOf(
  tokens: TokenizedDocument,
  refuses: { readonly specialTokens: boolean; readonly unknownWords: boolean },
): Refusal | undefined {
  const special = refuses.specialTokens ? tokens.firstSpecialToken() : undefined;
  if (special !== undefined)
    return { kind: 'specialToken', field: 'specialTokens', token: special.token, ...placeOf(tokens, special.offset) };
  if (!refuses.unknownWords) return undefined;
  for (const { word, offset } of tokens.unknownWords())
    return { kind: 'unknownWord', field: 'tokenizer', word: word.slice(0, shownWord), ...placeOf(tokens, offset) };
  return undefined;
}

/** UTF-16 units of a word that a sentence shows. */
const shownWord = 100;

function placeOf(tokens: TokenizedDocument, offset: number): { line: number; column: number } {
  const { line, character } = advance(textStart, tokens.text(0, offset));
  return { line: line + 1, column: character + 1 };
}
