import { ExpressionError, parseExpression, type ExpressionTerm } from '../embedding/expression';
import type { ExpressionMessage } from '../protocol/tokenizer';
import type { Encoding } from '../tokenizer/bytePair/encoding';
import { textsOf } from './windows';

/** Texts of all tokens in lower case, of the tokenizers whose vocabulary was searched. */
const lowerTexts = new WeakMap<Encoding, readonly string[]>();

/**
 * Which tokens hold `text`, upper and lower case being the same, as a bit for each id: id 0 in the lowest bit of byte 0. Every
 * token holds the empty text.
 *
 * @example
 * // gpt2: bits of 3364 ("king"), 5822 (" king") and all others, " making" too
 * tokensWith(encoding, 'king');
 */
export function tokensWith(encoding: Encoding, text: string): Uint8Array {
  const texts = lowerTexts.get(encoding) ?? allTexts(encoding);
  lowerTexts.set(encoding, texts);
  const wanted = text.toLowerCase();
  const bits = new Uint8Array(Math.ceil(texts.length / 8));
  texts.forEach((own, id) => {
    if (own.includes(wanted)) bits[id >> 3]! |= 1 << (id & 7);
  });
  return bits;
}

/** Some encodings leave ids out: those hold no text, not even the empty one. */
function allTexts(encoding: Encoding): string[] {
  return Array.from({ length: encoding.vocabularySize }, (_, id) => {
    try {
      return textsOf(encoding, Uint32Array.of(id))[id]!.toLowerCase();
    } catch {
      return '';
    }
  });
}

/** The ids of each term of an expression, or what is wrong with it and where. */
export function readExpression(encoding: Encoding, text: string): ExpressionMessage {
  try {
    const terms = parseExpression(text).map(term => {
      const ids = idsOf(encoding, term);
      return { sign: term.sign, text: term.text, ids, texts: textsOf(encoding, ids) };
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
function idsOf(encoding: Encoding, { text, isQuoted, id }: ExpressionTerm): Uint32Array {
  if (id !== undefined) {
    if (id < encoding.vocabularySize) return Uint32Array.of(id);
    throw new ExpressionError(
      `There is no token #${id}: ${encoding.name} has ids 0 to ${encoding.vocabularySize - 1}.`,
      0,
    );
  }
  const alone = encoding.encode(text).ids.slice();
  if (isQuoted) return alone;
  const inside = encoding.encode(` ${text}`).ids.slice();
  return alone.length < inside.length ? alone : inside;
}
