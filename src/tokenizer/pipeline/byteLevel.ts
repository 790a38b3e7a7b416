import { Kernel, type KernelModule } from '../bytePair/kernel';
import { Vocabulary } from '../bytePair/vocabulary';
import type { SplitPattern } from '../split/rules';

/** Merges of byte-level BPE as a file lists them. */
export interface ByteMerges {
  /** The bytes of each id; nothing for an id without a token, and for one that no text of bytes can give. */
  readonly bytesOf: (id: number) => Uint8Array | undefined;
  /** One more than the highest id. */
  readonly size: number;
  /** Left, right and the token that they become, in the order of the merges. */
  readonly merges: Int32Array;
  /** Whether a piece that is a token is this token, whatever its merges. */
  readonly ignoreMerges: boolean;
}

/** The kernel for a vocabulary from outside. */
export interface ByteLevel {
  readonly kernel: Kernel;
  /** The kernel's ids are ranks; these are the file's. */
  readonly idOf: Uint32Array;
  /** The rank of each id; -1 where it has none. */
  readonly rankOf: Int32Array;
}

/**
 * Opens the kernel for byte-level BPE by merges, or says why it would not give the same tokens.
 *
 * The kernel merges two neighbours if their bytes together are a token, and the token's rank says when. A file lists pairs. Both do the
 * same exactly if, for each token that comes out of its own bytes, the last two parts are a pair of the file, and these pairs stand in
 * the order of the ranks: whatever stands around two neighbours, all merges inside their bytes are those of their bytes alone, so that no
 * other two parts can ever meet with the same bytes. Tokens that their own bytes do not give are never made by merges; they are left
 * out, or stay for pieces that are looked up whole.
 *
 * @returns a sentence if the kernel would differ
 */
export function openByteLevel(source: ByteMerges, module: KernelModule, pattern: SplitPattern): ByteLevel | string {
  let order = orderOf(source);
  if (typeof order === 'string') return order;
  for (let round = 0; round < 3; round++) {
    const vocabulary = vocabularyOf(source, order);
    if (typeof vocabulary === 'string') return vocabulary;
    const checked = checkMerges(source, order, new Kernel(module, vocabulary, 'none'));
    if (typeof checked === 'string') return checked;
    if (checked.isOrdered) return finish(source, checked.order, module, pattern);
    order = checked.order;
  }
  return 'its merges of one token stand in no order that ranks could have';
}

/** The kernel for a list of tokens by rank, as tiktoken has them. */
export function openRanks(
  tokens: readonly Uint8Array[],
  ids: Uint32Array,
  module: KernelModule,
  pattern: SplitPattern,
): ByteLevel {
  const vocabulary = Vocabulary.ofTokens(tokens);
  return { kernel: new Kernel(module, vocabulary, pattern), idOf: ids, rankOf: ranksOf(ids) };
}

/** Ids in the order of the kernel's ranks: the bytes, then the tokens of merges, then those that are only looked up. */
interface Order {
  readonly ids: readonly number[];
  /** How many of them are bytes or made by merges. */
  readonly mergedCount: number;
}

function orderOf({ bytesOf, size, merges, ignoreMerges }: ByteMerges): Order | string {
  const bytes: number[] = [];
  const found = new Set<number>();
  for (let id = 0; id < size; id++) {
    const token = bytesOf(id);
    if (token?.length !== 1) continue;
    bytes.push(id);
    found.add(token[0]!);
  }
  if (found.size < 256) return `it has tokens for ${found.size} of the 256 bytes`;
  const isMade = new Uint8Array(size);
  for (const id of bytes) isMade[id] = 1;
  const made: number[] = [];
  for (let at = 0; at < merges.length; at += 3) {
    const id = merges[at + 2]!;
    if (isMade[id] === 1) continue;
    isMade[id] = 1;
    made.push(id);
  }
  const others: number[] = [];
  for (let id = 0; ignoreMerges && id < size; id++) if (isMade[id] === 0 && bytesOf(id) !== undefined) others.push(id);
  return { ids: [...bytes, ...made, ...others], mergedCount: bytes.length + made.length };
}

function vocabularyOf({ bytesOf }: ByteMerges, { ids }: Order): Vocabulary | string {
  try {
    return Vocabulary.ofTokens(ids.map(id => bytesOf(id) ?? new Uint8Array(0)));
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}

/** Which tokens come out of their own bytes, and whether the ranks are in the order of the merges that make them. */
function checkMerges(
  source: ByteMerges,
  { ids, mergedCount }: Order,
  kernel: Kernel,
): { readonly order: Order; readonly isOrdered: boolean } | string {
  const { ignoreMerges } = source;
  const indexOf = mergeIndex(source.merges);
  const kept: { id: number; at: number }[] = [];
  const others = ids.slice(mergedCount);
  for (let rank = 256; rank < ids.length; rank++) {
    const id = ids[rank]!;
    const last = kernel.lastMerge(rank);
    if (last === undefined) {
      if (rank < mergedCount && ignoreMerges) others.push(id);
      continue;
    }
    const at = indexOf(ids[last.left]!, ids[last.right]!, id);
    if (at === undefined)
      return `token ${id} has no merge of ${ids[last.left]!} and ${ids[last.right]!}, which ranks would make`;
    kept.push({ id, at });
  }
  const isOrdered = kept.every(({ at }, index) => index === 0 || at > kept[index - 1]!.at);
  if (!isOrdered) kept.sort((a, b) => a.at - b.at);
  const all = [...ids.slice(0, 256), ...kept.map(({ id }) => id), ...others];
  return { order: { ids: all, mergedCount: 256 + kept.length }, isOrdered };
}

/** Where a merge stands in the list; the last place, if it is there twice. */
function mergeIndex(merges: Int32Array): (left: number, right: number, id: number) => number | undefined {
  // The merges of a token, as a list through the array: a token has few.
  const previous = new Int32Array(merges.length / 3);
  const lastOf = new Map<number, number>();
  for (let merge = 0; merge < previous.length; merge++) {
    const id = merges[3 * merge + 2]!;
    previous[merge] = lastOf.get(id) ?? -1;
    lastOf.set(id, merge);
  }
  return (left, right, id) => {
    for (let merge = lastOf.get(id) ?? -1; merge >= 0; merge = previous[merge]!)
      if (merges[3 * merge] === left && merges[3 * merge + 1] === right) return merge;
    return undefined;
  };
}

function finish(source: ByteMerges, order: Order, module: KernelModule, pattern: SplitPattern): ByteLevel | string {
  const vocabulary = vocabularyOf(source, order);
  if (typeof vocabulary === 'string') return vocabulary;
  const ids = Uint32Array.from(order.ids);
  return { kernel: new Kernel(module, vocabulary, pattern), idOf: ids, rankOf: ranksOf(ids) };
}

function ranksOf(ids: Uint32Array): Int32Array {
  const ranks = new Int32Array(ids.reduce((most, id) => Math.max(most, id + 1), 0)).fill(-1);
  ids.forEach((id, rank) => (ranks[id] = rank));
  return ranks;
}
