import { UnitTrie } from './unitTrie';
import { MissingTokenError, type WordModel, type WordTokens } from './wordModel';

export interface WordPieceDefinition {
  readonly ids: ReadonlyMap<string, number>;
  readonly unknown: string;
  /** What parts of a word other than the first begin with in the vocabulary, such as `##`. */
  readonly prefix: string;
  /** Code points of the longest word; a longer one is unknown. */
  readonly maximumCharacters: number;
}

/**
 * WordPiece as BERT has it: of a word the longest beginning that is a token, of the rest the longest that is one with `##` before it, and
 * so on. Where none is found, the whole word is unknown.
 *
 * @example
 * // un, ##aff, ##able
 * model.encode('unaffable', tokens); // 0 to 2, 2 to 5, 5 to 9
 */
export class WordPiece implements WordModel {
  readonly #firsts = new UnitTrie();
  readonly #others = new UnitTrie();

  constructor(private readonly definition: WordPieceDefinition) {
    const { ids, prefix } = definition;
    for (const [text, id] of ids) {
      this.#firsts.set(text, id);
      if (text.startsWith(prefix)) this.#others.set(text.slice(prefix.length), id);
    }
  }

  encode(word: string, tokens: WordTokens): void {
    const { maximumCharacters } = this.definition;
    const found: (readonly [id: number, start: number, end: number])[] = [];
    const isLong = word.length > maximumCharacters && Array.from(word).length > maximumCharacters;
    for (let at = 0; at < word.length && !isLong;) {
      const [id, end] = longestAt(at === 0 ? this.#firsts : this.#others, word, at);
      if (id < 0) {
        found.length = 0;
        break;
      }
      found.push([id, at, end]);
      at = end;
    }
    if (found.length > 0) for (const [id, start, end] of found) tokens.add(id, start, end);
    else tokens.add(this.#unknownId(), 0, word.length);
  }

  #unknownId(): number {
    const { ids, unknown } = this.definition;
    const id = ids.get(unknown);
    if (id === undefined) throw new MissingTokenError(`The vocabulary has no ${unknown} for unknown words.`);
    return id;
  }
}

function longestAt(trie: UnitTrie, text: string, from: number): readonly [id: number, end: number] {
  let [id, end, node] = [-1, from, 0];
  for (let at = from; at < text.length; at++) {
    node = trie.step(node, text.charCodeAt(at));
    if (node < 0) break;
    if (trie.valueAt(node) < 0) continue;
    id = trie.valueAt(node);
    end = at + 1;
  }
  return [id, end];
}

/** Each word is a token, or unknown. */
export class WordLevel implements WordModel {
  constructor(
    private readonly ids: ReadonlyMap<string, number>,
    private readonly unknown: string,
  ) {}

  encode(word: string, tokens: WordTokens): void {
    const id = this.ids.get(word) ?? this.ids.get(this.unknown);
    if (id === undefined) throw new MissingTokenError(`The vocabulary has no ${this.unknown} for unknown words.`);
    tokens.add(id, 0, word.length);
  }
}
