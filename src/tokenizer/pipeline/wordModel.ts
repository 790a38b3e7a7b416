/** Where the tokens of words go, with offsets in UTF-16 units of all that has been added. */
export class WordTokens {
  /** What stands before the present word. */
  shift = 0;
  readonly ids: number[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** Places inside words where no token crosses, whatever the text around them. */
  readonly cuts: number[] = [];

  /** @param start in units of the present word */
  add(id: number, start: number, end: number): void {
    this.ids.push(id);
    this.starts.push(this.shift + start);
    this.ends.push(this.shift + end);
  }

  cut(at: number): void {
    this.cuts.push(this.shift + at);
  }
}

/** What makes tokens of words: the names are those of Hugging Face's tokenizers. */
export interface WordModel {
  /** @throws MissingTokenError for a word that it has no token for */
  encode(word: string, tokens: WordTokens): void;
}

/** A word that a model has no token for, as it has none for what it does not know. */
export class MissingTokenError extends Error {
  override readonly name = 'MissingTokenError';
}

/** The ids of the tokens `<0x00>` to `<0xFF>`, which stand for the bytes of characters that a vocabulary does not have; -1 for none. */
export function byteIdsOf(idOf: (text: string) => number | undefined): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => idOf(byteTokenOf(byte)) ?? -1);
}

/** @example byteTokenOf(10) // '<0x0A>' */
export const byteTokenOf = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;

const utf8 = new TextEncoder();

/** The ids of a text's bytes; nothing if one of them has none. */
export function bytesAsTokens(text: string, byteIds: Int32Array): number[] | undefined {
  const ids = Array.from(utf8.encode(text), byte => byteIds[byte]!);
  return ids.includes(-1) ? undefined : ids;
}
