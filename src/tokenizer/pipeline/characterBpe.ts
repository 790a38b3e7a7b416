import { BoundedCache } from '../../base/boundedCache';
import type { MergeTable } from './mergeTable';
import { bytesAsTokens, byteIdsOf, type WordModel, type WordTokens } from './wordModel';

export interface CharacterBpeDefinition {
  readonly ids: ReadonlyMap<string, number>;
  /** Ranks are the order of the merges. */
  readonly merges: MergeTable;
  readonly unknown: string | undefined;
  /** Whether unknown characters side by side are one token. */
  readonly fuseUnknown: boolean;
  /** Whether an unknown character becomes tokens of its bytes, as far as there are these. */
  readonly byteFallback: boolean;
  /** Whether a word that is a token is this token, whatever its merges. */
  readonly ignoreMerges: boolean;
  /** What parts of a word other than the first begin with in the vocabulary, such as `##`. */
  readonly prefix: string;
  /** What the last part of a word ends with in the vocabulary, such as `</w>`. */
  readonly suffix: string;
  /** Whether two characters stand side by side in no token, so that no merge crosses their border; nothing where that is not known. */
  readonly isApart: ((left: number, right: number) => boolean) | undefined;
}

interface Parts {
  readonly ids: Int32Array;
  readonly ends: Int32Array;
}

/** Runs whose tokens are kept, and UTF-16 units of the longest. */
const cachedRuns = 1 << 14;
const longestCached = 64;
/** Ranks times this, plus a position, order merges: both fit a number. */
const positions = 2 ** 32;

/**
 * BPE over characters: a word starts as characters, and of all neighbours that a merge joins, those of the earliest merge become one, the
 * leftmost first. That is the order of SentencePiece's BPE as Hugging Face runs it: by merges, and not by ids or scores.
 *
 * Where no token holds two neighbours, the word is cut before anything is merged, so that an edit and a cache see single words of a text
 * that the file itself takes for one.
 *
 * @example
 * // merges a+b, ab+c
 * model.encode('abcx', tokens); // "abc", then the bytes of "x" or the token for what is unknown
 */
export class CharacterBpe implements WordModel {
  readonly #byteIds: Int32Array;
  readonly #unknownId: number | undefined;
  readonly #cache = new BoundedCache<string, Parts>(cachedRuns);

  constructor(private readonly definition: CharacterBpeDefinition) {
    const { ids, unknown } = definition;
    this.#byteIds = byteIdsOf(text => ids.get(text));
    this.#unknownId = unknown === undefined ? undefined : ids.get(unknown);
  }

  encode(word: string, tokens: WordTokens): void {
    const { ignoreMerges, ids } = this.definition;
    const whole = ignoreMerges ? ids.get(word) : undefined;
    if (whole !== undefined) tokens.add(whole, 0, word.length);
    else for (const [start, end] of this.#runsOf(word)) this.#encodeRun(word.slice(start, end), start, tokens);
  }

  *#runsOf(word: string): Generator<readonly [number, number]> {
    const { isApart } = this.definition;
    let start = 0;
    if (isApart !== undefined) {
      let left = word.codePointAt(0)!;
      for (let at = left > 0xffff ? 2 : 1; at < word.length;) {
        const right = word.codePointAt(at)!;
        if (isApart(left, right)) {
          yield [start, at];
          start = at;
        }
        left = right;
        at += right > 0xffff ? 2 : 1;
      }
    }
    yield [start, word.length];
  }

  #encodeRun(run: string, start: number, tokens: WordTokens): void {
    let parts = run.length > longestCached ? undefined : this.#cache.get(run);
    if (parts === undefined) {
      parts = this.#merge(run);
      if (run.length <= longestCached) this.#cache.set(run, parts);
    }
    let from = start;
    for (let index = 0; index < parts.ids.length; index++) {
      const end = start + parts.ends[index]!;
      // A token of a part of a character spans all of it.
      const isPart = end === from && index > 0;
      const first = isPart ? this.#startOfPart(parts, index, start) : from;
      tokens.add(parts.ids[index]!, first, end);
      from = end;
    }
    if (this.definition.isApart !== undefined) tokens.cut(start + run.length);
  }

  #startOfPart({ ends }: Parts, index: number, start: number): number {
    let first = index;
    while (first > 0 && ends[first - 1] === ends[index]) first--;
    return start + (first === 0 ? 0 : ends[first - 1]!);
  }

  /** The characters of a run as tokens, each with the unit where it ends. */
  #begin(run: string): { ids: number[]; ends: number[] } {
    const { ids: idOf, prefix, suffix, byteFallback, fuseUnknown } = this.definition;
    const [ids, ends]: [number[], number[]] = [[], []];
    let unknownEnd = -1;
    const flush = (): void => {
      if (unknownEnd < 0) return;
      ids.push(this.#unknownId!);
      ends.push(unknownEnd);
      unknownEnd = -1;
    };
    let at = 0;
    for (const character of run) {
      const end = at + character.length;
      const text = `${at > 0 ? prefix : ''}${character}${end === run.length ? suffix : ''}`;
      at = end;
      const id = idOf.get(text);
      if (id !== undefined) {
        flush();
        ids.push(id);
        ends.push(end);
        continue;
      }
      const bytes = byteFallback ? bytesAsTokens(text, this.#byteIds) : undefined;
      if (bytes !== undefined) {
        ids.push(...bytes);
        for (let byte = 0; byte < bytes.length; byte++) ends.push(end);
      } else if (this.#unknownId !== undefined) {
        if (!fuseUnknown) flush();
        unknownEnd = end;
      }
    }
    flush();
    return { ids, ends };
  }

  #merge(run: string): Parts {
    const { ids, ends } = this.#begin(run);
    const { merges } = this.definition;
    const count = ids.length;
    const next = Int32Array.from(ids, (_, part) => part + 1);
    const previous = Int32Array.from(ids, (_, part) => part - 1);
    const queue = new MergeQueue();
    const look = (left: number): void => {
      const right = left < 0 ? count : next[left]!;
      if (right >= count) return;
      const found = merges.find(ids[left]!, ids[right]!);
      if (found >= 0) queue.push(merges.rankAt(found) * positions + left);
    };
    for (let part = 0; part < count; part++) look(part);
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      const left = key % positions;
      const right = next[left]!;
      if (ids[left] === -1 || right >= count) continue;
      const found = merges.find(ids[left]!, ids[right]!);
      if (found < 0 || merges.rankAt(found) !== Math.floor(key / positions)) continue;
      ids[left] = merges.idAt(found);
      ends[left] = ends[right]!;
      ids[right] = -1;
      next[left] = next[right]!;
      if (next[left] < count) previous[next[left]] = left;
      look(previous[left]!);
      look(left);
    }
    const kept = ids.flatMap((id, part) => (id === -1 ? [] : [part]));
    return { ids: Int32Array.from(kept, part => ids[part]!), ends: Int32Array.from(kept, part => ends[part]!) };
  }
}

/** The least number first. */
class MergeQueue {
  readonly #heap: number[] = [];

  push(key: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(key);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]! <= key) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = key;
  }

  pop(): number | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= last) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

/** The pairs of characters that stand side by side in the tokens that merges make. */
export class Neighbours {
  readonly #pairs = new Set<number>();

  add(token: string): void {
    let left = -1;
    for (const character of token) {
      const right = character.codePointAt(0)!;
      if (left >= 0) this.#pairs.add(left * 0x110000 + right);
      left = right;
    }
  }

  has(left: number, right: number): boolean {
    return this.#pairs.has(left * 0x110000 + right);
  }
}
