import { TokenBuffer, type Wanted } from '../bytePair/tokenBuffer';
import { isLow } from '../split/joint';
import type { PieceRules } from '../split/rules';
import { SpecialTokenError, type Locality, type Pieces, type Tokenizer, type TokenizerDescription } from '../tokenizer';
import type { SpecialTokenPolicy, Tokens } from '../tokens';
import { wellFormed } from '../words/vocabulary';
import { AddedTokenFinder, type AddedToken, type FoundToken } from './addedTokens';
import { MappedText } from './mappedText';
import { normalize, type Normalizer } from './normalizers';
import { split, type Splitter, type Word } from './splitters';
import { isBorder } from './unicodeForms';
import { originOf } from './wordOrigins';

/** What makes tokens of words, and adds them to a buffer with offsets in the words one after the other. */
export interface PipelineEngine {
  /**
   * @param words one after the other, as a text
   * @param ends where each word ends in it
   * @returns places in it where no token crosses, in order, the ends of all words among them
   */
  encode(words: string, ends: readonly number[], wanted: Wanted): PipelineTokens;
  /** A text that nothing changes and nothing cuts beforehand, straight into the buffer; left out if the engine does not cut. */
  readonly encodeText?: ((text: string, tokens: TokenBuffer) => void) | undefined;
  /** Words that are the text itself, straight into the buffer; left out if the engine cannot. */
  readonly encodeWords?: ((text: string, ends: readonly number[], tokens: TokenBuffer) => void) | undefined;
  keepsJoint(left: number, right: number): boolean;
}

export interface PipelineTokens extends Tokens {
  readonly cuts: ArrayLike<number>;
}

/** A tokenizer as a file describes it, step by step. */
export interface PipelineDefinition {
  readonly description: TokenizerDescription;
  readonly name: string;
  readonly vocabularySize: number;
  readonly addedTokens: readonly AddedToken[];
  readonly endOfText: string | undefined;
  readonly normalizers: readonly Normalizer[];
  readonly splitters: readonly Splitter[];
  readonly engine: PipelineEngine;
  /** What the engine's ids are in the file; left out if they are these. */
  readonly idOf?: Uint32Array;
  readonly tiles: boolean;
  readonly restores: boolean;
  /** How pieces follow from the text around them; nothing if an edit may change any. */
  readonly rules: PieceRules | undefined;
  readonly decode: (ids: ArrayLike<number>) => string;
  /** Nothing for an id without a token. */
  readonly bytesOf: (id: number) => Uint8Array | undefined;
}

/** What does not depend on whether a text continues another. */
interface Shared {
  readonly specialTokens: ReadonlyMap<string, number>;
  /** Added tokens that are looked for in the text as it is, and in the normalized one; with special tokens, and without. */
  readonly finders: Readonly<
    Record<'text' | 'encode', { readonly raw: AddedTokenFinder; readonly normalized: AddedTokenFinder }>
  >;
  readonly special: AddedTokenFinder;
}

/**
 * A tokenizer of steps, as Hugging Face's `tokenizer.json` has them: added tokens are found first; what is between them is normalized and
 * cut into words, and a model makes tokens of each word. Offsets are those of the text before all this, in UTF-16 units.
 *
 * What the post-processor adds (a token for the beginning, say) is not part of a text's tokens, as nowhere in Tokenscope.
 */
export class PipelineTokenizer implements Tokenizer, Locality {
  readonly description: TokenizerDescription;
  readonly name: string;
  readonly vocabularySize: number;
  readonly endOfText: string | undefined;
  readonly tiles: boolean;
  readonly restores: boolean;
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly locality: Locality | undefined;
  readonly rules: PieceRules;
  readonly continued: Tokenizer & Locality;
  readonly #shared: Shared;
  readonly #prepends: boolean;
  #tokens = new TokenBuffer();

  constructor(
    readonly definition: PipelineDefinition,
    private readonly continues = false,
    shared?: Shared,
  ) {
    ({
      description: this.description,
      name: this.name,
      vocabularySize: this.vocabularySize,
      endOfText: this.endOfText,
      tiles: this.tiles,
      restores: this.restores,
    } = definition);
    this.#shared = shared ?? share(definition);
    this.specialTokens = this.#shared.specialTokens;
    this.rules = definition.rules ?? never;
    this.locality = definition.rules === undefined ? undefined : this;
    this.#prepends = prependsOf(definition);
    this.continued = continues || !this.#prepends ? this : new PipelineTokenizer(definition, true, this.#shared);
  }

  encode(text: string, policy: SpecialTokenPolicy = 'encode'): Tokens {
    return this.#run(text, policy, 'offsets').tokens();
  }

  ids(text: string, policy: SpecialTokenPolicy = 'encode'): Uint32Array {
    return this.#run(text, policy, 'ids').ids();
  }

  count(text: string, policy: SpecialTokenPolicy = 'encode'): number {
    return this.#run(text, policy, 'count').count;
  }

  pieces(text: string, policy: 'text' | 'encode'): Pieces {
    return this.#run(text, policy, 'pieces').pieces();
  }

  decode(ids: ArrayLike<number>): string {
    for (let index = 0; index < ids.length; index++)
      if (this.definition.bytesOf(ids[index]!) === undefined)
        throw new RangeError(`${this.name} has no token ${ids[index]!} (at index ${index})`);
    return this.definition.decode(ids);
  }

  bytesOf(id: number): Uint8Array {
    const bytes = this.definition.bytesOf(id);
    if (bytes === undefined) throw new RangeError(`${this.name} has no token ${id}`);
    return bytes;
  }

  *findSpecialTokens(text: string): Generator<{ token: string; offset: number }> {
    for (const { token, start } of this.#shared.special.find(text)) yield { token: token.content, offset: start };
  }

  keepsJoint(left: number, right: number): boolean {
    return this.definition.engine.keepsJoint(left, right);
  }

  longestSpecialToken(policy: 'text' | 'encode'): number {
    const { raw, normalized } = this.#shared.finders[policy];
    return Math.max(raw.longest, normalized.longest);
  }

  settledUntil(): number {
    return 0;
  }

  #run(source: string, policy: SpecialTokenPolicy, wanted: Wanted): TokenBuffer {
    const text = wellFormed(source);
    const tokens = (this.#tokens = this.#tokens.cleared(wanted));
    if (policy === 'error')
      for (const { token, offset } of this.findSpecialTokens(text)) throw new SpecialTokenError(token, offset);
    const finders = this.#shared.finders[policy === 'text' ? 'text' : 'encode'];
    let from = 0;
    for (const found of finders.raw.find(text)) {
      this.#segment(text.slice(from, found.start), from === 0, finders.normalized, tokens);
      this.#addToken(found, found.end - found.start, tokens);
      from = found.end;
    }
    this.#segment(from === 0 ? text : text.slice(from), from === 0, finders.normalized, tokens);
    tokens.endPiece();
    const { idOf } = this.definition;
    if (idOf !== undefined) tokens.translate(idOf);
    return tokens;
  }

  #addToken({ token }: FoundToken, units: number, tokens: TokenBuffer): void {
    const one = (value: number): Uint32Array => Uint32Array.of(value);
    // What is put before the text that follows is not put there if that stands alone: both are one piece.
    const pieces = this.#prepends ? new Uint32Array(0) : one(1);
    tokens.addOwn({ ids: one(token.id), starts: one(0), ends: one(units), pieces, units });
  }

  /** A text between added tokens. */
  #segment(text: string, isFirst: boolean, normalized: AddedTokenFinder, tokens: TokenBuffer): void {
    if (text === '') return;
    const { normalizers, splitters, engine } = this.definition;
    const continues = this.continues && isFirst;
    let mapped = new MappedText(text);
    for (const step of normalizers) mapped = normalize(mapped, step, continues);
    if (
      mapped.isPlain &&
      mapped.text === text &&
      splitters.length === 0 &&
      normalized.longest === 0 &&
      engine.encodeText !== undefined
    ) {
      engine.encodeText(text, tokens);
      return;
    }
    let [from, done] = [0, 0];
    for (const found of normalized.find(mapped.text)) {
      const [start, end] = [mapped.startOf(found.start), mapped.endOf(found.end - 1)];
      if (found.start > from)
        this.#words(
          mapped.slice(from, found.start),
          { from: done, to: start, isFirst: isFirst && from === 0, text },
          tokens,
        );
      this.#addToken(found, end - Math.max(done, start), tokens);
      done = end;
      from = found.end;
    }
    const isRest = from < mapped.text.length || done < text.length;
    if (isRest)
      this.#words(
        mapped.slice(from, mapped.text.length),
        { from: done, to: text.length, isFirst: isFirst && from === 0, text },
        tokens,
      );
  }

  /** A normalized text; its tokens are added with offsets from `place.from` on. */
  #words(mapped: MappedText, place: Place, tokens: TokenBuffer): void {
    const { splitters, engine } = this.definition;
    const { from, to, isFirst } = place;
    const isStart = isFirst && !this.continues;
    let words: readonly Word[] = [{ text: mapped, isFirst: isStart }];
    splitters.forEach((step, index) => (words = split(words, step, this.continues && isFirst && index === 0)));
    const texts = words.map(({ text }) => text.text);
    const ends: number[] = [];
    let length = 0;
    for (const { length: units } of texts) ends.push((length += units));
    const joined = texts.join('');
    const isPlain = joined.length === to - from && words.every(({ text }) => text.isPlain);
    if (isPlain && engine.encodeWords !== undefined) {
      engine.encodeWords(joined, ends, tokens);
      return;
    }
    const found = engine.encode(joined, ends, tokens.wanted);
    const stretch = { ids: found.ids, units: to - from };
    if (tokens.wanted === 'ids' || tokens.wanted === 'count') {
      tokens.add({ ...stretch, starts: none, ends: none, pieces: none });
      return;
    }
    const origin = originOf(
      words.map(({ text }) => text),
      ends,
    );
    const starts = found.starts.map(at => origin.startOf(at) - from);
    const tokenEnds = found.ends.map(at => origin.endOf(at - 1) - from);
    tokens.add({ ...stretch, starts, ends: tokenEnds, ...this.#piecesOf(found, origin, place) });
  }

  /** The pieces of a stretch: they end where no token crosses, and where both sides could be normalized apart. */
  #piecesOf(
    { cuts, ends }: PipelineTokens,
    origin: ReturnType<typeof originOf>,
    { from, text }: Place,
  ): { pieces: Uint32Array; pieceEnds: Uint32Array } {
    const isNormalized = this.definition.normalizers.length > 0;
    const [pieces, pieceEnds]: [number[], number[]] = [[], []];
    let [count, last] = [0, from];
    for (let index = 0; index < cuts.length; index++) {
      const cut = cuts[index]!;
      while (count < ends.length && ends[count]! <= cut) count++;
      const end = origin.endOf(cut - 1);
      const isApart = cut === origin.length || origin.startOf(cut) >= end;
      if (end <= last || !isApart || isInPair(text, end) || (isNormalized && !isBorder(text, end))) continue;
      pieces.push(count);
      pieceEnds.push(end - from);
      last = end;
    }
    return { pieces: Uint32Array.from(pieces), pieceEnds: Uint32Array.from(pieceEnds) };
  }
}

/** Where a normalized text stands in the text between added tokens. */
interface Place {
  readonly from: number;
  readonly to: number;
  /** Whether nothing stands before it. */
  readonly isFirst: boolean;
  /** The whole text between added tokens. */
  readonly text: string;
}

const none = new Uint32Array(0);
const isInPair = (text: string, at: number): boolean =>
  at < text.length && isLow(text.charCodeAt(at)) && text.charCodeAt(at - 1) >> 10 === 0x36;
const never: PieceRules = {
  reach: Infinity,
  mayEnd: () => false,
  isLocal: () => false,
  mayCut: () => false,
  staysCut: () => false,
};

function prependsOf({ normalizers, splitters }: PipelineDefinition): boolean {
  const first = splitters[0];
  return (
    normalizers.some(({ type }) => type === 'Prepend') ||
    first?.type === 'PrefixSpace' ||
    (first?.type === 'Metaspace' && first.prepend !== 'never') ||
    splitters.some(step => step.type === 'Metaspace' && step.prepend === 'first')
  );
}

function share({ addedTokens, normalizers }: PipelineDefinition): Shared {
  const special = addedTokens.filter(token => token.special);
  const findersOf = (tokens: readonly AddedToken[]): Shared['finders']['text'] => ({
    raw: new AddedTokenFinder(tokens.filter(({ normalized }) => !normalized)),
    normalized: new AddedTokenFinder(
      tokens
        .filter(({ normalized }) => normalized)
        .map(token => ({
          ...token,
          content: normalizers.reduce((text, step) => normalize(text, step, false), new MappedText(token.content)).text,
        })),
    ),
  });
  return {
    specialTokens: new Map(special.map(({ content, id }) => [content, id])),
    finders: { text: findersOf(addedTokens.filter(token => !token.special)), encode: findersOf(addedTokens) },
    special: new AddedTokenFinder(special),
  };
}
