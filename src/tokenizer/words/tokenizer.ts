import { holdingBoundaries } from '../split/rules';
import {
  SpecialTokenError,
  UnknownWordError,
  type Locality,
  type Pieces,
  type Tokenizer,
  type UnknownWords,
  type WordsDescription,
} from '../tokenizer';
import type { SpecialTokenPolicy, Tokens } from '../tokens';
import { joinWords, settledUntil, splitWords } from './split';
import { endOfText, unknownWord, wellFormed } from './vocabulary';

const utf8 = new TextEncoder();

/** The words of a vocabulary and their ids, both ways; the chapter's `str_to_int` and `int_to_str`. */
class WordList {
  readonly texts: readonly string[];
  /** The first id of a special token. */
  readonly firstSpecial: number;
  readonly #ids: ReadonlyMap<string, number>;

  constructor({ words, specialTokens }: WordsDescription) {
    const own = words.split('\n');
    this.firstSpecial = own.length;
    this.texts = [...own, ...specialTokens];
    this.#ids = new Map(this.texts.map((text, id) => [text, id]));
  }

  idOf(word: string): number | undefined {
    return this.#ids.get(word) ?? this.#ids.get(wellFormed(word));
  }
}

/**
 * The chapter's first tokenizers: a text is split at white space, signs of punctuation and double dashes, and each word is its rank in the
 * sorted vocabulary of another text (S. Raschka, "Build a Large Language Model (From Scratch)", chapter 2).
 *
 * White space belongs to no token, and decoding puts a space between any two words except before `,.?!"()'`: neither gives the text back.
 * A special token is one where it stands as a word of its own, as in the chapter; with the policy `text` it is a word that nobody knows.
 *
 * @example
 * const tokenizer = new WordTokenizer(describeWords({ text: 'The cat sat', version: 2, specialTokens: [], name: 'cat' }));
 * tokenizer.ids('The dog sat <|endoftext|>'); // [0, 4, 2, 3]: "dog" is <|unk|>
 */
export class WordTokenizer implements Tokenizer {
  readonly name: string;
  readonly vocabularySize: number;
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly endOfText: string | undefined;
  readonly tiles = false;
  readonly restores = false;
  readonly locality: Locality;
  readonly unknown: UnknownWords;
  /** What an unknown word counts as; without one it is an error, or passed over. */
  readonly #unknownId: number | undefined;

  constructor(
    readonly description: WordsDescription,
    private readonly list = new WordList(description),
    private readonly passesOver = false,
  ) {
    const { name, specialTokens, version } = description;
    this.name = name;
    this.vocabularySize = list.texts.length;
    this.specialTokens = new Map(specialTokens.map((token, index) => [token, list.firstSpecial + index]));
    this.endOfText = this.specialTokens.has(endOfText) ? endOfText : undefined;
    this.#unknownId = version === 2 ? list.idOf(unknownWord) : undefined;
    this.locality = {
      // The split looks at most two units ahead, and those are in the piece after; no word is cut, however long.
      rules: holdingBoundaries,
      pieces: (text, policy) => this.#pieces(text, policy),
      keepsJoint: () => false,
      longestSpecialToken: () => 0,
      settledUntil,
    };
    const fails = this.#unknownId === undefined && !passesOver;
    this.unknown = {
      token: this.#unknownId === undefined ? undefined : unknownWord,
      find: (text, policy) => this.#findUnknown(text, policy),
      passedOver: fails ? new WordTokenizer(description, list, true) : this,
    };
  }

  encode(text: string, policy: SpecialTokenPolicy = 'encode'): Tokens {
    const most = countWords(text);
    const [ids, starts, ends] = [new Uint32Array(most), new Uint32Array(most), new Uint32Array(most)];
    let count = 0;
    this.#read(text, policy, (id, start, end) => {
      ids[count] = id;
      starts[count] = start;
      ends[count++] = end;
    });
    if (count === most) return { ids, starts, ends };
    return { ids: ids.slice(0, count), starts: starts.slice(0, count), ends: ends.slice(0, count) };
  }

  ids(text: string, policy: SpecialTokenPolicy = 'encode'): Uint32Array {
    const ids = new Uint32Array(countWords(text));
    let count = 0;
    this.#read(text, policy, id => (ids[count++] = id));
    return ids.subarray(0, count);
  }

  count(text: string, policy: SpecialTokenPolicy = 'encode'): number {
    let count = 0;
    this.#read(text, policy, () => count++);
    return count;
  }

  decode(ids: ArrayLike<number>): string {
    return joinWords(Array.from(ids, (id, index) => this.#textOf(id, ` (at index ${index})`)));
  }

  bytesOf(id: number): Uint8Array {
    return utf8.encode(this.#textOf(id));
  }

  findSpecialTokens(text: string): { token: string; offset: number }[] {
    const found: { token: string; offset: number }[] = [];
    splitWords(text, (start, end, isWord) => {
      const word = isWord && this.specialTokens.size > 0 ? text.slice(start, end) : '';
      if (this.specialTokens.has(word)) found.push({ token: word, offset: start });
    });
    return found;
  }

  #textOf(id: number, place = ''): string {
    const text = this.list.texts[id];
    if (text === undefined) throw new RangeError(`${this.name} has no token ${id}${place}`);
    return text;
  }

  /** The id of a word as it stands in a text; nothing if the vocabulary does not have it. */
  #idOf(word: string, policy: SpecialTokenPolicy): number | undefined {
    const id = this.list.idOf(word);
    return policy === 'text' && id !== undefined && id >= this.list.firstSpecial ? undefined : id;
  }

  #read(text: string, policy: SpecialTokenPolicy, visit: (id: number, start: number, end: number) => void): void {
    splitWords(text, (start, end, isWord) => {
      if (!isWord) return;
      const word = text.slice(start, end);
      const id = this.#idOf(word, policy) ?? this.#unknownId;
      if (policy === 'error' && this.specialTokens.has(word)) throw new SpecialTokenError(word, start);
      if (id !== undefined) visit(id, start, end);
      else if (!this.passesOver) throw new UnknownWordError(word, start);
    });
  }

  #findUnknown(text: string, policy: 'text' | 'encode'): { word: string; offset: number }[] {
    const found: { word: string; offset: number }[] = [];
    splitWords(text, (start, end, isWord) => {
      if (!isWord) return;
      const word = text.slice(start, end);
      if (this.#idOf(word, policy) === undefined) found.push({ word, offset: start });
    });
    return found;
  }

  /** Words and units of white space. */
  #pieces(text: string, policy: 'text' | 'encode'): Pieces {
    const [ends, tokens] = [new Uint32Array(text.length), new Uint32Array(text.length)];
    const ids = new Uint32Array(countWords(text));
    let [piece, count] = [0, 0];
    splitWords(text, (start, end, isWord) => {
      if (isWord) {
        const word = text.slice(start, end);
        const id = this.#idOf(word, policy) ?? this.#unknownId;
        if (id !== undefined) ids[count++] = id;
        else if (!this.passesOver) throw new UnknownWordError(word, start);
      }
      ends[piece] = end;
      tokens[piece++] = count;
    });
    return { ids: ids.subarray(0, count), ends: ends.subarray(0, piece), tokens: tokens.subarray(0, piece) };
  }
}

function countWords(text: string): number {
  let count = 0;
  splitWords(text, (_start, _end, isWord) => {
    if (isWord) count++;
  });
  return count;
}
