import type { MappedText } from './mappedText';
import { matchesOf, replace } from './normalizers';

/** What becomes of the matches of a Split; the names are those of Hugging Face's tokenizers. */
export const splitBehaviors = ['Removed', 'Isolated', 'MergedWithPrevious', 'MergedWithNext', 'Contiguous'] as const;
export type SplitBehavior = (typeof splitBehaviors)[number];

/** One step that cuts a text into words, which no token crosses. */
export type Splitter =
  | {
      readonly type: 'Split';
      readonly pattern: string | RegExp;
      readonly behavior: SplitBehavior;
      readonly invert: boolean;
    }
  | {
      readonly type: 'Metaspace';
      readonly replacement: string;
      readonly prepend: 'always' | 'first' | 'never';
      readonly split: boolean;
    }
  /** A blank before a text that does not begin with one: the first half of ByteLevel with `add_prefix_space`. */
  | { readonly type: 'PrefixSpace' };

/** A word, and whether it stands at the very beginning of the text. */
export interface Word {
  readonly text: MappedText;
  readonly isFirst: boolean;
}

/**
 * @param continues whether the text goes on from one before it, so that nothing is put before it
 */
export function split(words: readonly Word[], step: Splitter, continues: boolean): Word[] {
  return words.flatMap(word => {
    const { text, isFirst } = word;
    if (step.type === 'PrefixSpace') {
      const isWanted = !continues && !text.text.startsWith(' ');
      return isWanted ? [{ text: text.prepend(' '), isFirst }] : [word];
    }
    if (step.type === 'Metaspace') return splitMetaspace(word, step, continues);
    return partsOf(text.text, step).map(([from, to]) => ({
      text: text.slice(from, to),
      isFirst: isFirst && from === 0,
    }));
  });
}

function splitMetaspace(
  { text, isFirst }: Word,
  { replacement, prepend, split: splits }: Extract<Splitter, { type: 'Metaspace' }>,
  continues: boolean,
): Word[] {
  let result = replace(text, ' ', replacement);
  const isWanted = !continues && (prepend === 'always' || (prepend === 'first' && isFirst));
  if (isWanted && !result.text.startsWith(replacement)) result = result.prepend(replacement);
  if (!splits) return [{ text: result, isFirst }];
  const step = { type: 'Split', pattern: replacement, behavior: 'MergedWithNext', invert: false } as const;
  return partsOf(result.text, step).map(([from, to]) => ({
    text: result.slice(from, to),
    isFirst: isFirst && from === 0,
  }));
}

type Span = readonly [number, number];

/**
 * The parts that a Split leaves, none of them empty.
 *
 * @example partsOf('a b', { type: 'Split', pattern: ' ', behavior: 'MergedWithNext', invert: false }) // [[0, 1], [1, 3]]
 */
export function partsOf(text: string, { pattern, behavior, invert }: Extract<Splitter, { type: 'Split' }>): Span[] {
  const spans: { start: number; end: number; isMatch: boolean }[] = [];
  let at = 0;
  for (const [start, end] of matchesOf(text, pattern)) {
    if (start > at) spans.push({ start: at, end: start, isMatch: invert });
    spans.push({ start, end, isMatch: !invert });
    at = end;
  }
  if (at < text.length) spans.push({ start: at, end: text.length, isMatch: invert });
  return merged(spans, behavior).filter(([start, end]) => end > start);
}

function merged(spans: readonly { start: number; end: number; isMatch: boolean }[], behavior: SplitBehavior): Span[] {
  if (behavior === 'Removed') return spans.filter(({ isMatch }) => !isMatch).map(({ start, end }) => [start, end]);
  if (behavior === 'Isolated') return spans.map(({ start, end }) => [start, end]);
  const result: { start: number; end: number }[] = [];
  let previous: boolean | undefined;
  const inOrder = behavior === 'MergedWithNext' ? [...spans].reverse() : spans;
  for (const { start, end, isMatch } of inOrder) {
    const last = result[result.length - 1];
    const joins = behavior === 'Contiguous' ? isMatch === previous : isMatch && previous !== true;
    if (last !== undefined && joins) {
      last.start = Math.min(last.start, start);
      last.end = Math.max(last.end, end);
    } else result.push({ start, end });
    previous = isMatch;
  }
  const parts = result.map(({ start, end }): Span => [start, end]);
  return behavior === 'MergedWithNext' ? parts.reverse() : parts;
}
