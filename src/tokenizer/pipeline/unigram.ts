import { UnitTrie } from './unitTrie';
import { bytesAsTokens, byteIdsOf, MissingTokenError, type WordModel, type WordTokens } from './wordModel';

export interface UnigramDefinition {
  /** By id: the text and its score, the logarithm of its probability. */
  readonly pieces: readonly (readonly [text: string, score: number])[];
  readonly unknownId: number | undefined;
  /** Whether what is unknown becomes tokens of its bytes, as far as there are these. */
  readonly byteFallback: boolean;
}

/** An unknown character costs so much more than the rarest piece. */
const unknownPenalty = 10;

/**
 * SentencePiece's Unigram: of all ways to cut a word into pieces, the one whose scores have the greatest sum, found from left to right by
 * Viterbi's algorithm. Of equal sums the one found first stays. Unknown characters side by side are one token.
 *
 * @example
 * // ▁a -1, b -2, ▁ab -2.5
 * model.encode('▁ab', tokens); // ▁ab, as -2.5 is more than -1 + -2
 */
export class Unigram implements WordModel {
  readonly #trie = new UnitTrie();
  readonly #ids = new Map<string, number>();
  readonly #scores: Float64Array;
  readonly #unknownScore: number;
  readonly #byteIds: Int32Array;

  constructor(private readonly definition: UnigramDefinition) {
    const { pieces } = definition;
    this.#scores = Float64Array.from(pieces, ([, score]) => score);
    this.#unknownScore = this.#scores.reduce((least, score) => Math.min(least, score), Infinity) - unknownPenalty;
    pieces.forEach(([text], id) => {
      this.#ids.set(text, id);
      if (text !== '') this.#trie.set(text, id);
    });
    this.#byteIds = byteIdsOf(text => this.#ids.get(text));
  }

  encode(word: string, tokens: WordTokens): void {
    for (const [start, end, isUnknown] of this.#cut(word)) {
      const text = word.slice(start, end);
      const id = isUnknown ? undefined : this.#ids.get(text);
      if (id !== undefined) {
        tokens.add(id, start, end);
        continue;
      }
      const bytes = this.definition.byteFallback ? bytesAsTokens(text, this.#byteIds) : undefined;
      if (bytes !== undefined) addBytes(text, start, bytes, tokens);
      else tokens.add(this.#unknownId(), start, end);
    }
  }

  #unknownId(): number {
    const { unknownId } = this.definition;
    if (unknownId === undefined) throw new MissingTokenError('The vocabulary has no token for unknown characters.');
    return unknownId;
  }

  /** The pieces of the best way, in order. */
  #cut(word: string): (readonly [start: number, end: number, isUnknown: boolean])[] {
    const sums = new Float64Array(word.length + 1);
    const froms = new Int32Array(word.length + 1).fill(-1);
    const ids = new Int32Array(word.length + 1);
    const offer = (from: number, to: number, sum: number, id: number): void => {
      if (froms[to] !== -1 && sum <= sums[to]!) return;
      froms[to] = from;
      sums[to] = sum;
      ids[to] = id;
    };
    for (let at = 0; at < word.length;) {
      const length = word.codePointAt(at)! > 0xffff ? 2 : 1;
      let [node, hasSingle] = [0, false];
      for (let end = at; end < word.length; end++) {
        node = this.#trie.step(node, word.charCodeAt(end));
        if (node < 0) break;
        const id = this.#trie.valueAt(node);
        if (id < 0) continue;
        offer(at, end + 1, this.#scores[id]! + sums[at]!, id);
        hasSingle ||= end + 1 - at === length;
      }
      if (!hasSingle) offer(at, at + length, this.#unknownScore + sums[at]!, -1);
      at += length;
    }
    return this.#backwards(word.length, froms, ids);
  }

  #backwards(length: number, froms: Int32Array, ids: Int32Array): (readonly [number, number, boolean])[] {
    const { unknownId } = this.definition;
    const found: [number, number, boolean][] = [];
    for (let end = length; end > 0; end = froms[end]!) {
      const isUnknown = ids[end] === -1 || ids[end] === unknownId;
      const last = found[found.length - 1];
      if (isUnknown && last?.[2] === true && unknownId !== undefined) last[0] = froms[end]!;
      else found.push([froms[end]!, end, isUnknown]);
    }
    return found.reverse();
  }
}

/** A token of a part of a character spans all of it. */
function addBytes(text: string, start: number, bytes: readonly number[], tokens: WordTokens): void {
  let [at, byte] = [start, 0];
  for (const character of text) {
    const end = at + character.length;
    const length = new TextEncoder().encode(character).length;
    for (let index = 0; index < length; index++) tokens.add(bytes[byte++]!, at, end);
    at = end;
  }
}
