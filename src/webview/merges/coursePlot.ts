import type { MergeSummary } from '../../protocol/merges';
import { figure } from '../windows/figures';
import { element } from '../ui/element';
import { svg } from '../ui/svg';

const width = 460;
const height = 190;
const margin = { left: 46, right: 14, top: 10, bottom: 38 };
const firstVocabulary = 256;

/** Bytes per token over the size of the vocabulary: what each further merge is worth on this text. */
export class CoursePlot {
  readonly element: HTMLElement;
  readonly #picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'course' });
  readonly #marker = svg('circle', { r: 5, class: 'marker' });
  #summary: MergeSummary | undefined;

  /** @param go goes to a step */
  constructor(go: (step: number) => void) {
    this.element = element(
      'section',
      {},
      element('h2', {}, 'Bytes per token over vocabulary size'),
      this.#picture as unknown as HTMLElement,
    );
    this.#picture.addEventListener('click', event => {
      if (this.#summary === undefined) return;
      const box = this.#picture.getBoundingClientRect();
      go(stepAt(((event.clientX - box.left) / box.width) * width, this.#summary.merges));
    });
  }

  setSummary(summary: MergeSummary): void {
    this.#summary = summary;
    const { steps, tokens, bytes, merges } = summary;
    const last = tokens.at(-1) ?? 0;
    const most = Math.max(1, ratio(bytes, last));
    const y = (value: number): number => yOf(value, most);
    const points = Array.from(steps, (step, index) => `${xOf(step, merges)},${y(ratio(bytes, tokens[index]!))}`);
    this.#picture.setAttribute(
      'aria-label',
      `From 1 byte per token with ${firstVocabulary} tokens to ${most.toFixed(2)} with ${firstVocabulary + merges}.`,
    );
    this.#picture.replaceChildren(
      ...verticalTicks(most).map(value =>
        svg(
          'g',
          { class: 'tick' },
          svg('line', { x1: margin.left, x2: width - margin.right, y1: y(value), y2: y(value) }),
          svg('text', { x: margin.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, String(value)),
        ),
      ),
      ...sizeTicks(merges).map(size => {
        const x = xOf(size - firstVocabulary, merges);
        const anchor = size === firstVocabulary + merges ? 'end' : 'middle';
        return svg('text', { x, y: height - margin.bottom + 16, 'text-anchor': anchor, class: 'tick' }, figure(size));
      }),
      svg(
        'text',
        { x: (margin.left + width - margin.right) / 2, y: height - 4, 'text-anchor': 'middle', class: 'tick' },
        'vocabulary size',
      ),
      svg('polyline', { points: points.join(' '), class: 'curve' }),
      this.#marker,
    );
  }

  setStep(step: number, tokens: number): void {
    if (this.#summary === undefined) return;
    const { bytes, merges, tokens: course } = this.#summary;
    this.#marker.setAttribute('cx', String(xOf(step, merges)));
    this.#marker.setAttribute('cy', String(yOf(ratio(bytes, tokens), Math.max(1, ratio(bytes, course.at(-1) ?? 0)))));
  }
}

const ratio = (bytes: number, tokens: number): number => (tokens === 0 ? 0 : bytes / tokens);

function yOf(value: number, most: number): number {
  return height - margin.bottom - (value / most) * (height - margin.top - margin.bottom);
}

/** The vocabulary's size in a logarithmic scale. */
function xOf(step: number, merges: number): number {
  const part = merges === 0 ? 0 : Math.log(1 + step / firstVocabulary) / Math.log(1 + merges / firstVocabulary);
  return margin.left + part * (width - margin.left - margin.right);
}

/** The step at a place of the plot: what `xOf` maps there. */
export function stepAt(x: number, merges: number): number {
  const part = Math.max(0, Math.min(1, (x - margin.left) / (width - margin.left - margin.right)));
  return Math.round(firstVocabulary * ((1 + merges / firstVocabulary) ** part - 1));
}

/** Three to six round values from 0 on. */
export function verticalTicks(most: number): number[] {
  const between = most <= 3 ? 0.5 : most <= 6 ? 1 : 2;
  return Array.from({ length: Math.floor(most / between) + 1 }, (_, index) => index * between);
}

/** The ends, and powers of two between them, as many as have room. */
export function sizeTicks(merges: number): number[] {
  const last = firstVocabulary + merges;
  const doublings = Math.log2(last / firstVocabulary);
  const between = Math.max(1, Math.ceil(doublings / 5));
  const ticks: number[] = [];
  for (let power = 0; power < doublings - 0.6 * between; power += between) ticks.push(firstVocabulary * 2 ** power);
  return [...ticks, last];
}
