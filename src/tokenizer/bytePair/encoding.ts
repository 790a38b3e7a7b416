import { lastWord } from '../split/joint';
import type { SplitRules } from '../split/rules';
import { lastCut } from '../split/utf8Cut';
import {
  SpecialTokenError,
  type Locality,
  type Pieces,
  type Tokenizer,
  type TokenizerDescription,
  type Utf8Reader,
} from '../tokenizer';
import type { SpecialTokenPolicy, Tokens } from '../tokens';
import { Kernel, type KernelModule } from './kernel';
import { RankMerges } from './rankMerges';
import { TokenBuffer, type Stretch, type Wanted } from './tokenBuffer';
import type { Vocabulary } from './vocabulary';

/** What a byte-level BPE is, beside its vocabulary. */
export interface BytePairDefinition {
  readonly description: TokenizerDescription;
  readonly name: string;
  /** One more than the highest id, special tokens included. */
  readonly vocabularySize: number;
  readonly specialTokens: Readonly<Record<string, number>>;
  /** The special token that stands between texts; nothing if there is none. */
  readonly endOfText: string | undefined;
  readonly rules: SplitRules;
}

/**
 * Text to ids and back, exactly as OpenAI's tiktoken: the text's UTF-8 bytes are cut into pieces, and each piece is merged by rank. The
 * kernel does that; special tokens, which it does not know, stand between the stretches that it gets.
 *
 * @example
 * const encoding = new Encoding(definitionOf('gpt2'), Vocabulary.open(file), compileKernel(wasm));
 * encoding.encode('The cat').ids; // [464, 3797]
 */
export class Encoding implements Tokenizer, Locality {
  readonly description: TokenizerDescription;
  readonly name: string;
  readonly vocabularySize: number;
  readonly endOfText: string | undefined;
  readonly tiles = true;
  readonly restores = true;
  readonly rules: SplitRules;
  readonly locality = this;
  readonly utf8: Utf8Reader = {
    ids: (bytes, policy) => this.#runUtf8(bytes, policy, 'ids').ids(),
    count: (bytes, policy) => this.#runUtf8(bytes, policy, 'count').count,
    lastCut: bytes => (this.#wordsSettle ? lastCut(bytes) : 0),
  };
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly merges: RankMerges;
  readonly #specialOfId: ReadonlyMap<number, Uint8Array>;
  readonly #specialPattern: RegExp | undefined;
  /** What all special tokens begin with. */
  readonly #specialStart: string;
  /** Its first two bytes in UTF-8; nothing if it has fewer. */
  readonly #specialPair: readonly [number, number] | undefined;
  readonly #longestSpecial: number;
  readonly #wordsSettle: boolean;
  readonly #kernel: Kernel;
  #tokens = new TokenBuffer();

  /** @param sliceLength UTF-16 units that the kernel gets at once; left out but in tests */
  constructor(
    definition: BytePairDefinition,
    readonly vocabulary: Vocabulary,
    module: KernelModule,
    sliceLength?: number,
  ) {
    this.description = definition.description;
    this.name = definition.name;
    this.vocabularySize = definition.vocabularySize;
    this.endOfText = definition.endOfText;
    this.rules = definition.rules;
    this.specialTokens = new Map(Object.entries(definition.specialTokens));
    const utf8 = new TextEncoder();
    this.#specialOfId = new Map([...this.specialTokens].map(([token, id]) => [id, utf8.encode(token)]));
    const special = [...this.specialTokens.keys()];
    this.#longestSpecial = Math.max(0, ...special.map(token => token.length));
    this.#specialStart = commonStart(special);
    const [first, second] = utf8.encode(this.#specialStart);
    this.#specialPair = first === undefined || second === undefined ? undefined : [first, second];
    this.#specialPattern = anyOf(special);
    this.#wordsSettle = this.rules.pattern !== 'none' && !special.some(token => /[ \n]/.test(token));
    this.#kernel = new Kernel(module, vocabulary, definition.rules.pattern, sliceLength);
    this.merges = new RankMerges(vocabulary, bytes => this.#kernel.find(bytes));
  }

  /**
   * The tokens of a text. Lone surrogates are encoded as U+FFFD and keep their offsets.
   *
   * @throws SpecialTokenError if the policy is `error` and the text contains a special token
   * @throws KernelError if there is no memory for it
   */
  encode(text: string, policy: SpecialTokenPolicy = 'encode'): Tokens {
    return this.#run(text, policy, 'offsets').tokens();
  }

  /** The ids of a text alone, for those who need no offsets; errors as `encode`. */
  ids(text: string, policy: SpecialTokenPolicy = 'encode'): Uint32Array {
    return this.#run(text, policy, 'ids').ids();
  }

  /** How many tokens a text has; errors as `encode`. */
  count(text: string, policy: SpecialTokenPolicy = 'encode'): number {
    return this.#run(text, policy, 'count').count;
  }

  /**
   * The pieces that a text is cut into, a special token being one: where each ends in UTF-16 units, and how many tokens the text
   * has up to there. This is what a document needs to keep up with its edits. Views, good until the next call.
   */
  pieces(text: string, policy: 'text' | 'encode'): Pieces {
    return this.#run(text, policy, 'pieces').pieces();
  }

  /**
   * Whether two tokens stay as they are side by side in one piece: whether their text as one piece is these two tokens.
   */
  keepsJoint(left: number, right: number): boolean {
    return !this.#specialOfId.has(left) && !this.#specialOfId.has(right) && this.#kernel.keepsJoint(left, right);
  }

  /** The id of the token that has these bytes, which is no special token; nothing if there is none. */
  idOf(bytes: Uint8Array): number | undefined {
    return this.#kernel.find(bytes);
  }

  /** UTF-16 units of the longest special token; 0 if they are text. */
  longestSpecialToken(policy: 'text' | 'encode'): number {
    return policy === 'encode' ? this.#longestSpecial : 0;
  }

  /** The last word's beginning, unless a special token could hold it, or no pattern cuts words. */
  settledUntil(text: string): number {
    return this.#wordsSettle ? lastWord(text) : 0;
  }

  /** The special tokens in a text, in order, with their offsets. */
  *findSpecialTokens(text: string): Generator<{ token: string; offset: number }> {
    if (this.#specialPattern === undefined || !text.includes(this.#specialStart)) return; // few texts have it: soon answered
    for (const match of text.matchAll(this.#specialPattern)) yield { token: match[0], offset: match.index };
  }

  /**
   * The text of ids; bytes that are no UTF-8, such as half a character, become U+FFFD.
   *
   * @throws RangeError for an id that the encoding does not have, with its index
   */
  decode(ids: ArrayLike<number>): string {
    let length = 0;
    for (let index = 0; index < ids.length; index++) {
      const bytes = this.#find(ids[index]!);
      if (bytes.length === 0) throw new RangeError(`${this.name} has no token ${ids[index]!} (at index ${index})`);
      length += bytes.length;
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (let index = 0; index < ids.length; index++) {
      const bytes = this.#find(ids[index]!);
      all.set(bytes, at);
      at += bytes.length;
    }
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(all);
  }

  /**
   * The bytes of one token, a copy.
   *
   * @throws RangeError for an id that the encoding does not have
   */
  bytesOf(id: number): Uint8Array {
    const bytes = this.#find(id);
    if (bytes.length === 0) throw new RangeError(`${this.name} has no token ${id}`);
    return bytes.slice();
  }

  #find(id: number): Uint8Array {
    return this.#specialOfId.get(id) ?? this.vocabulary.bytesOf(id);
  }

  #run(text: string, policy: SpecialTokenPolicy, wanted: Wanted): TokenBuffer {
    const tokens = (this.#tokens = this.#tokens.cleared(wanted));
    let from = 0;
    if (policy !== 'text') {
      for (const { token, offset } of this.findSpecialTokens(text)) {
        if (policy === 'error') throw new SpecialTokenError(token, offset);
        this.#kernel.encode(text.slice(from, offset), tokens);
        tokens.add(oneToken(this.specialTokens.get(token)!, token.length));
        from = offset + token.length;
      }
    }
    this.#kernel.encode(from === 0 ? text : text.slice(from), tokens);
    return tokens;
  }

  #runUtf8(bytes: Uint8Array, policy: SpecialTokenPolicy, wanted: 'ids' | 'count'): TokenBuffer {
    const tokens = (this.#tokens = this.#tokens.cleared(wanted));
    const mayBeSpecial = policy !== 'text' && this.specialTokens.size > 0;
    const pair = mayBeSpecial ? this.#specialPair : undefined;
    if ((mayBeSpecial && pair === undefined) || !this.#kernel.encodeUtf8(bytes, tokens, pair))
      return this.#run(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), policy, wanted);
    return tokens;
  }
}

/** A special token as a stretch of its own, and a piece. */
function oneToken(id: number, units: number): Stretch {
  const one = (value: number): Uint32Array => Uint32Array.of(value);
  return { ids: one(id), starts: one(0), ends: one(units), pieces: one(1), units };
}

/** @example commonStart(['<|endoftext|>', '<|fim_prefix|>']) // '<|' */
function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

/** A pattern that finds any of the texts, the longest that stands at a place; nothing if there are none. */
function anyOf(texts: readonly string[]): RegExp | undefined {
  if (texts.length === 0) return undefined;
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(text => text.replace(/[|\\{}()[\]^$+*?.]/g, '\\$&')).join('|'), 'g');
}
