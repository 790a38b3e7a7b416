import { ExpressionError, parseExpression, type ExpressionTerm } from '../embedding/expression';
import type { ExpressionMessage, VocabularyPage } from '../protocol/tokenizer';
import type { AllTokens } from '../protocol/training';
import type { Tokenizer } from '../tokenizer/tokenizer';
import { textOf, textsOf } from './windows';

/** Texts of all tokens in lower case, of the tokenizers whose vocabulary was searched. */
const lowerTexts = new WeakMap<Tokenizer, readonly string[]>();

/**
 * Which tokens hold `text`, upper and lower case being the same, as a bit for each id: id 0 in the lowest bit of byte 0. Every
 * token holds the empty text.
 *
 * @example
 * // gpt2: bits of 3364 ("king"), 5822 (" king") and all others, " making" too
 * tokensWith(tokenizer, 'king');
 */
export function tokensWith(tokenizer: Tokenizer, text: string): Uint8Array {
  const texts = lowerTexts.get(tokenizer) ?? allTexts(tokenizer);
  lowerTexts.set(tokenizer, texts);
  const wanted = text.toLowerCase();
  const bits = new Uint8Array(Math.ceil(texts.length / 8));
  texts.forEach((own, id) => {
    if (own.includes(wanted)) bits[id >> 3]! |= 1 << (id & 7);
  });
  return bits;
}

/**
 * Looks a token up by its text or by its id, upper and lower case being the same: first what is exactly it, then what begins with it, then
 * what holds it, each by id. `#7` is the id alone; an empty search lists all.
 *
 * @example
 * // the chapter's 38 words
 * searchVocabulary(tokenizer, 'the', 200); // 2 tokens: 11 "The" and 32 "the"
 * searchVocabulary(tokenizer, '17', 200); // 1 token: 17 "cat"
 */
export function searchVocabulary(tokenizer: Tokenizer, search: string, most: number): VocabularyPage {
  const texts = lowerTexts.get(tokenizer) ?? allTexts(tokenizer);
  lowerTexts.set(tokenizer, texts);
  const wanted = search.toLowerCase();
  const [, sign, digits] = /^(#?)(\d+)$/.exec(search.trim()) ?? [];
  const byId = digits === undefined ? -1 : Number(digits);
  const found: [exact: number[], first: number[], inside: number[]] = [[], [], []];
  if (byId >= 0 && byId < texts.length && texts[byId] !== '') found[0].push(byId);
  if (sign !== '#')
    texts.forEach((text, id) => {
      const at = text === '' || id === byId ? -1 : text.indexOf(wanted);
      if (at >= 0) found[at > 0 ? 2 : text.length === wanted.length ? 0 : 1].push(id);
    });
  const ids = found.flat();
  const specialIds = new Set(tokenizer.specialTokens.values());
  const entries = ids.slice(0, most).map(id => ({ id, text: textOf(tokenizer, id), special: specialIds.has(id) }));
  return { total: ids.length, entries };
}

/** Some tokenizers leave ids out: those hold no text, not even the empty one. */
function allTexts(tokenizer: Tokenizer): string[] {
  return Array.from({ length: tokenizer.vocabularySize }, (_, id) => {
    try {
      return textOf(tokenizer, id).toLowerCase();
    } catch {
      return '';
    }
  });
}

/** The ids of each term of an expression, or what is wrong with it and where. */
export function readExpression(tokenizer: Tokenizer, text: string): ExpressionMessage {
  try {
    const terms = parseExpression(text).map(term => {
      const ids = idsOf(tokenizer, term);
      return { sign: term.sign, text: term.text, ids, texts: textsOf(tokenizer, ids) };
    });
    return { terms };
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return { terms: [], problem: { message: error.message, offset: error.offset } };
  }
}

/**
 * A bare word is most often meant as it stands within a text, with a space before it, where vocabularies have it as one token more
 * often: that form is taken, unless the word alone makes fewer tokens.
 */
function idsOf(tokenizer: Tokenizer, { text, isQuoted, id }: ExpressionTerm): Uint32Array {
  if (id !== undefined) {
    if (id < tokenizer.vocabularySize) return Uint32Array.of(id);
    throw new ExpressionError(
      `There is no token #${id}: ${tokenizer.name} has ids 0 to ${tokenizer.vocabularySize - 1}.`,
      0,
    );
  }
  const alone = tokenizer.encode(text).ids.slice();
  if (isQuoted) return alone;
  const inside = tokenizer.encode(` ${text}`).ids.slice();
  return alone.length < inside.length ? alone : inside;
}

const noBytes = new Uint8Array(0);

/** All tokens; an id without one has no bytes. */
export function allTokensOf(tokenizer: Tokenizer): AllTokens {
  const tokens = Array.from({ length: tokenizer.vocabularySize }, (_, id) => bytesOrNone(tokenizer, id));
  const lengths = Uint32Array.from(tokens, ({ length }) => length);
  const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const token of tokens) {
    bytes.set(token, at);
    at += token.length;
  }
  return { lengths, bytes, special: Uint32Array.from(tokenizer.specialTokens.values()) };
}

function bytesOrNone(tokenizer: Tokenizer, id: number): Uint8Array {
  try {
    return tokenizer.bytesOf(id);
  } catch (error) {
    if (error instanceof RangeError) return noBytes;
    throw error;
  }
}
