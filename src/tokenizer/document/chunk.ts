import { classOf, space } from '../split/characterClass';

/**
 * A stretch of a document whose tokens are the same alone as in the text: it begins and ends where a piece does, or, inside a giant
 * piece, between two tokens where that may be cut. Its tokens are encoded anew when they are asked for.
 */
export interface Chunk {
  readonly text: string;
  /** Whether it begins inside a piece. */
  readonly startsInPiece: boolean;
  /** In UTF-16 units: where its first piece ends, which an edit must stay clear of if the chunk before is to stay as it is. */
  readonly firstPiece: number;
  readonly tokens: number;
  readonly characters: number;
  readonly bytes: number;
  /** Runs of non-white-space that begin in it; one that goes on from the chunk before counts too. */
  readonly words: number;
  readonly startsInWord: boolean;
  readonly endsInWord: boolean;
}

type Cut = Pick<Chunk, 'text' | 'startsInPiece' | 'firstPiece' | 'tokens'>;

/** Counts what the status bar tells of a text. */
export function measure(cut: Cut): Chunk {
  const { text, startsInPiece, firstPiece, tokens } = cut;
  let characters = 0;
  let bytes = 0;
  let words = 0;
  let inWord = false;
  let startsInWord = false;
  for (let at = 0; at < text.length; characters++) {
    const codePoint = text.codePointAt(at)!;
    const isSpace = classOf(codePoint) === space;
    if (at === 0) startsInWord = !isSpace;
    if (!isSpace && !inWord) words++;
    inWord = !isSpace;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    at += codePoint > 0xffff ? 2 : 1;
  }
  // Spelled out: a spread makes V8 (11.3) keep each of these until the next full collection.
  return { text, startsInPiece, firstPiece, tokens, characters, bytes, words, startsInWord, endsInWord: inWord };
}
