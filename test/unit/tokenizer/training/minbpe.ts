/**
 * minbpe's training, slow and obvious: https://github.com/karpathy/minbpe, `get_stats`, `merge` and `train` of minbpe/basic.py and
 * minbpe/regex.py, line by line. A Map keeps the order of insertion, as Python's dict does, and `max` takes the first of equals.
 */
export interface ReferenceMerge {
  readonly left: number;
  readonly right: number;
  readonly id: number;
  readonly count: number;
}

interface ReferenceOptions {
  readonly ties?: 'first' | 'smallest';
  readonly minimumFrequency?: number;
}

/** @param pieces all of them, in the order of the text */
export function minbpe(
  pieces: readonly string[],
  mergeCount: number,
  options: ReferenceOptions = {},
): ReferenceMerge[] {
  const { ties = 'first', minimumFrequency = 1 } = options;
  let ids = pieces.map(piece => [...Buffer.from(piece)]);
  const merges: ReferenceMerge[] = [];
  while (merges.length < mergeCount) {
    const counts = new Map<string, number>();
    for (const piece of ids)
      for (let at = 0; at + 1 < piece.length; at++) {
        const pair = `${piece[at]!} ${piece[at + 1]!}`;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    const ordered = [...counts].map(([pair, count]) => ({ pair: pair.split(' ').map(Number), count }));
    if (ties === 'smallest') ordered.sort((a, b) => a.pair[0]! - b.pair[0]! || a.pair[1]! - b.pair[1]!);
    const best = ordered.reduce<(typeof ordered)[0] | undefined>(
      (best, each) => (best === undefined || each.count > best.count ? each : best),
      undefined,
    );
    if (best === undefined || best.count < minimumFrequency) return merges;
    const [left, right] = best.pair as [number, number];
    const id = 256 + merges.length;
    merges.push({ left, right, id, count: best.count });
    ids = ids.map(piece => mergePair(piece, left, right, id));
  }
  return merges;
}

function mergePair(ids: readonly number[], left: number, right: number, id: number): number[] {
  const merged: number[] = [];
  for (let at = 0; at < ids.length;)
    if (ids[at] === left && ids[at + 1] === right) {
      merged.push(id);
      at += 2;
    } else merged.push(ids[at++]!);
  return merged;
}

/** minbpe's `encode` of one piece: of all pairs that are merges the earliest, everywhere, again and again. */
export function minbpeEncode(piece: string, merges: readonly ReferenceMerge[]): number[] {
  let ids = [...Buffer.from(piece)];
  for (;;) {
    const pairs = new Set(ids.slice(1).map((right, at) => `${ids[at]!} ${right}`));
    const merge = merges.find(({ left, right }) => pairs.has(`${left} ${right}`));
    if (merge === undefined) return ids;
    ids = mergePair(ids, merge.left, merge.right, merge.id);
  }
}
