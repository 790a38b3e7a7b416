import type { Locality, Tokenizer } from '../tokenizer';

/**
 * A tokenizer's locality. One without gets that in which a text is a single piece that nothing settles: an edit then encodes the whole
 * text again, and so does each slice of a first load.
 */
export function localityOf(tokenizer: Tokenizer): Locality {
  return tokenizer.locality ?? wholeText(tokenizer);
}

function wholeText(tokenizer: Tokenizer): Locality {
  return {
    rules: { reach: Infinity, mayEnd: () => false, isLocal: () => false, mayCut: () => false, staysCut: () => false },
    pieces: (text, policy) => {
      const ids = tokenizer.ids(text, policy);
      const pieces = text === '' ? 0 : 1;
      return { ids, ends: new Uint32Array(pieces).fill(text.length), tokens: new Uint32Array(pieces).fill(ids.length) };
    },
    keepsJoint: () => false,
    longestSpecialToken: () => 0,
    settledUntil: () => 0,
  };
}
