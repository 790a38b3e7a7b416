import { visibleText } from '../base/visibleText';
import type { ShownSegment } from './segments';

/** What stands at one place of a line, after the text before it. */
export interface LineLabel {
  /** UTF-16 units from the start of the line. */
  readonly character: number;
  readonly parts: readonly LabelPart[];
}

/** The ids of one piece of text, and its line breaks, which have no place of their own on a line. */
export interface LabelPart {
  readonly breaks: string;
  readonly ids: readonly number[];
  /** Place in the colour cycle. */
  readonly color: number;
}

/** A line of the document that labels are made for. */
export interface LabelledLine {
  /** UTF-16 offset of its start. */
  readonly start: number;
  readonly length: number;
  /** The text of the line break after it; of the last line nothing. */
  readonly eol: string;
  /** Whether its text runs from right to left somewhere: labels between the letters would turn them around. */
  readonly isRightToLeft: boolean;
}

/** Line breaks of one token that are shown. */
const maximumBreaks = 8;

/**
 * The labels of a line, from left to right: each segment's ids after it. Those that meet at the end of the line, as a word's and its
 * line break's, are parts of one label in the order of the text, with the breaks as `⏎`. All labels of a line with right-to-left text
 * meet there.
 *
 * @param segments those that begin on this line, in order
 * @param breaksAfter the line breaks of a segment after this line's own, if it has some
 * @example
 * // gpt2, "one\r\n": [{ character: 3, parts: [{ ids: [505] }, { breaks: '␍', ids: [201] }, { breaks: '⏎', ids: [198] }] }]
 */
export function lineLabels(
  line: LabelledLine,
  segments: readonly ShownSegment[],
  breaksAfter: (segment: ShownSegment) => string = () => '',
): LineLabel[] {
  const labels: { character: number; parts: LabelPart[] }[] = [];
  for (const segment of segments) {
    const { start, end, ids, color } = segment;
    const from = start - line.start - line.length;
    const to = end - line.start - line.length;
    const own =
      to > 0 ? line.eol.slice(Math.max(0, from), to) + (to > line.eol.length ? breaksAfter(segment) : '') : '';
    const breaks = visibleText(own.slice(0, maximumBreaks)) + (own.length > maximumBreaks ? '…' : '');
    const character = line.isRightToLeft ? line.length : Math.min(end - line.start, line.length);
    const previous = labels.at(-1);
    const part = { breaks, ids, color };
    if (previous?.character === character) previous.parts.push(part);
    else labels.push({ character, parts: [part] });
  }
  return labels;
}

/** A label with ids as text, such as `505 ␍201 ⏎198`. */
export function labelText(parts: readonly LabelPart[]): string {
  return parts.map(({ breaks, ids }) => `${breaks}${ids.join(' ')}`).join(' ');
}
