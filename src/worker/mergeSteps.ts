import type { MergeFact, MergeForestMessage, MergeStepMessage, MergeSummary, SplitAnswer } from '../protocol/merges';
import { courseOfCuts } from '../tokenizer/merges/cuts';
import {
  countedPieces,
  countPairs,
  mergeUse,
  type CountedPiece,
  type MergeUse,
} from '../tokenizer/merges/countedPieces';
import { forestOf } from '../tokenizer/merges/forest';
import type { Merges, Tokenizer } from '../tokenizer/tokenizer';
import type { OpenDocument } from './documents';
import { textOf } from './windows';

/** UTF-16 units at the beginning of a document whose pairs are counted: some milliseconds for each step. */
const mostCounted = 1 << 21;
/** Bytes of a forest: more are no picture. */
const mostBytes = 160;
/** Points of the course of a text's length. */
const mostPoints = 300;

interface Counted extends MergeUse {
  readonly revision: number;
  readonly merges: Merges;
  readonly pieces: readonly CountedPiece[];
  readonly bytes: number;
  readonly length: number;
}

/** What was counted in documents, good for one revision of each. */
const counts = new WeakMap<OpenDocument, Counted>();

/** What there is to step through in a document; nothing if its tokens are not merged. */
export function summaryOfMerges(document: OpenDocument): MergeSummary | undefined {
  const counted = countedOf(document);
  if (counted === undefined) return undefined;
  const { merges, bytes, tokens } = counted;
  const { description } = document.tokenizer;
  const steps = pointsUpTo(merges.count);
  return {
    merges: merges.count,
    ...(description.kind === 'trained' ? { ties: description.training.ties } : {}),
    counted: counted.length,
    length: document.tokens.length,
    bytes,
    steps,
    tokens: steps.map(step => tokens[step]!),
  };
}

/**
 * A document after so many merges: its tokens, its most frequent pairs, the merge that was just made and the one that comes.
 *
 * @throws RangeError for a tokenizer whose tokens are not merged, and for a step that it does not have
 */
export function mergeStepOf(document: OpenDocument, step: number, most: number): MergeStepMessage {
  const counted = countedOf(document);
  if (counted === undefined) throw new RangeError(`${document.tokenizer.name}: no merges are known of it`);
  const { merges, pieces, tokens, uses } = counted;
  if (step > merges.count) throw new RangeError(`step: is ${step}; the last one is ${merges.count}`);
  const { tokenizer } = document;
  const factOf = (which: number): MergeFact | undefined => {
    const id = merges.tokenOf(which);
    if (id === undefined) return undefined;
    const parts = merges.partsOf(id).map(part => textOf(tokenizer, part));
    return { id, text: textOf(tokenizer, id), parts, uses: uses[which]! };
  };
  const [made, next] = [factOf(step), factOf(step + 1)];
  const pairs = countPairs(merges, pieces, step);
  return {
    step,
    tokens: tokens[step]!,
    ...(made === undefined ? {} : { made }),
    ...(next === undefined ? {} : { next }),
    pairCount: pairs.length,
    pairs: pairs.slice(0, most).map(({ left, right, count }) => {
      const id = merges.joined(left, right);
      const merge = id === undefined ? 0 : merges.stepOf(id);
      return { left: textOf(tokenizer, left), right: textOf(tokenizer, right), count, merge };
    }),
  };
}

/** The merges over the tokens of a part of a document, cut after so many bytes. */
export function mergeForestOf({ tokens, tokenizer }: OpenDocument, start: number, end: number): MergeForestMessage {
  const { merges } = tokenizer;
  if (merges === undefined) throw new RangeError(`${tokenizer.name}: no merges are known of it`);
  const { first, last } = tokens.tokenRange(Math.min(start, tokens.length), Math.min(end, tokens.length));
  const { ids, starts, ends } = tokens.tokens(first, Math.min(last, first + mostBytes));
  const lengthOf = (id: number): number => tokenizer.bytesOf(id).length;
  let [shown, bytes] = [0, 0];
  while (shown < ids.length && (shown === 0 || bytes + lengthOf(ids[shown]!) <= mostBytes))
    bytes += lengthOf(ids[shown++]!);
  const nodes = forestOf(merges, ids.subarray(0, shown), lengthOf);
  return {
    start: starts[0] ?? start,
    end: ends[shown - 1] ?? start,
    bytes,
    ids: Uint32Array.from(nodes, ({ id }) => id),
    steps: Uint32Array.from(nodes, ({ step }) => step),
    firsts: Uint32Array.from(nodes, ({ first }) => first),
    lengths: Uint32Array.from(nodes, ({ length }) => length),
    heights: Uint32Array.from(nodes, ({ height }) => height),
    texts: nodes.map(({ id }) => textOf(tokenizer, id)),
  };
}

/** UTF-16 units of a text whose cuts are guessed. */
const longestGuessed = 400;

/**
 * How a tokenizer cuts a short text, and why; nothing if its tokens are not merged.
 *
 * @throws RangeError for a text that is too long to guess
 */
export function splitOf(tokenizer: Tokenizer, text: string): SplitAnswer | undefined {
  if (text.length > longestGuessed)
    throw new RangeError(`text: has ${text.length} characters; at most ${longestGuessed} are guessed`);
  const course = courseOfCuts(tokenizer, text);
  if (course === undefined) return undefined;
  const { merges } = tokenizer;
  const textOfMerge = (merge: number): string => {
    const id = merges!.tokenOf(merge);
    return id === undefined ? '' : textOf(tokenizer, id);
  };
  return {
    cuts: course.steps.at(-1)!.cuts,
    merges: course.steps.map(({ merge, cuts }) => ({ merge, cuts, text: textOfMerge(merge) })),
    reasons: course.reasons.map(reason => ({
      ...reason,
      left: textOf(tokenizer, reason.left),
      right: textOf(tokenizer, reason.right),
    })),
  };
}

function countedOf(document: OpenDocument): Counted | undefined {
  const { tokenizer, tokens, revision } = document;
  const { merges, locality } = tokenizer;
  if (merges === undefined || locality === undefined) return undefined;
  let counted = counts.get(document);
  if (counted?.revision === revision) return counted;
  const text = tokens.text(0, mostCounted);
  const pieces = countedPieces(text, locality, tokens.policy);
  const use = mergeUse(merges, pieces);
  const bytes = new TextEncoder().encode(text).length;
  counted = { revision, merges, pieces, bytes, length: text.length, ...use };
  counts.set(document, counted);
  return counted;
}

/** Steps from the first to the last: all of a few, and of many ever fewer, as the curve is flatter there. */
function pointsUpTo(last: number): Uint32Array {
  const points = new Set([0, last]);
  for (let index = 1; index < mostPoints; index++) points.add(Math.round((last + 1) ** (index / mostPoints)) - 1);
  return Uint32Array.from(points).sort();
}
