import type { UnknownWordsMessage } from '../protocol/tokenizer';
import type { OpenDocument } from './documents';

/**
 * The words of a document that its tokenizer does not have, the most frequent first, and of equals the one that comes first.
 *
 * @param mostPlaces the places of so many are told, from the start of the document; all are counted
 */
export function unknownWordsOf({ tokens, tokenizer }: OpenDocument, mostPlaces: number): UnknownWordsMessage {
  const places = new Map<string, number[]>();
  const counts = new Map<string, number>();
  let total = 0;
  for (const { word, offset } of tokens.unknownWords()) {
    counts.set(word, (counts.get(word) ?? 0) + 1);
    if (total++ >= mostPlaces) continue;
    const known = places.get(word);
    if (known === undefined) places.set(word, [offset]);
    else known.push(offset);
  }
  const words = [...counts]
    .filter(([word]) => places.has(word))
    .map(([word, count]) => ({
      word: word.slice(0, longestShown),
      length: word.length,
      count,
      offsets: Uint32Array.from(places.get(word)!),
    }))
    .sort((a, b) => b.count - a.count);
  const { unknown } = tokenizer;
  return {
    isPossible: unknown !== undefined,
    ...(unknown?.token === undefined ? {} : { token: unknown.token }),
    total,
    distinct: counts.size,
    words,
  };
}

/** UTF-16 units of a word that are sent; the document has it whole. */
const longestShown = 200;
