import { holdingBoundaries } from '../split/rules';
import type { Locality, Pieces } from '../tokenizer';
import type { Tokens } from '../tokens';

/** How a tokenizer reads a text code point by code point: how many ids each has, and which. */
export interface CodePointIds {
  /** How many ids a code point has. */
  lengthOf(codePoint: number): number;
  /** Writes its ids to `ids` from `at` on. */
  write(codePoint: number, ids: Uint32Array, at: number): void;
}

export function countIds(text: string, reader: CodePointIds): number {
  let count = 0;
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at)!;
    count += reader.lengthOf(scalar(codePoint));
    at += codePoint > 0xffff ? 2 : 1;
  }
  return count;
}

/** Each token of a code point spans the whole code point. */
export function encodeCodePoints(text: string, reader: CodePointIds): Tokens {
  const count = countIds(text, reader);
  const [ids, starts, ends] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
  let token = 0;
  for (let at = 0; at < text.length;) {
    const codePoint = text.codePointAt(at)!;
    const after = at + (codePoint > 0xffff ? 2 : 1);
    const known = scalar(codePoint);
    reader.write(known, ids, token);
    for (const last = token + reader.lengthOf(known); token < last; token++) {
      starts[token] = at;
      ends[token] = after;
    }
    at = after;
  }
  return { ids, starts, ends };
}

/** The locality of a tokenizer that reads code point by code point, each being a piece. */
export function codePointLocality(reader: CodePointIds): Locality {
  return {
    rules: holdingBoundaries,
    pieces: text => piecesOf(text, reader),
    keepsJoint: () => false,
    longestSpecialToken: () => 0,
    settledUntil: text => (isHigh(text.charCodeAt(text.length - 1)) ? text.length - 1 : text.length),
  };
}

function piecesOf(text: string, reader: CodePointIds): Pieces {
  const { ids, ends: tokenEnds } = encodeCodePoints(text, reader);
  const ends = new Uint32Array(ids.length);
  const tokens = new Uint32Array(ids.length);
  let piece = 0;
  for (let token = 0; token < ids.length; token++) {
    if (tokenEnds[token] === tokenEnds[token + 1]) continue;
    ends[piece] = tokenEnds[token]!;
    tokens[piece++] = token + 1;
  }
  return { ids, ends: ends.subarray(0, piece), tokens: tokens.subarray(0, piece) };
}

/** UTF-8 has no surrogates: a lone one is U+FFFD, as for every encoder. */
const scalar = (codePoint: number): number => (isSurrogate(codePoint) ? 0xfffd : codePoint);
export const isSurrogate = (codePoint: number): boolean => codePoint >= 0xd800 && codePoint <= 0xdfff;
const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;
