import { scatterSvg } from './scatterSvg';
import { tsv } from '../../base/tsv';
import { visibleText } from '../../base/visibleText';
import type { ProjectionMessage } from '../../protocol/vectorMaths';
import type { ProjectionAnswer, VectorsSnapshot } from '../../protocol/vectorsPanel';
import { element } from '../ui/element';
import { fourDecimals, orderColor } from './colorScale';
import { figure } from './outputs';
import type { PointColor, PointSet } from './projectionControls';
import type { Spot } from './scatterMath';

/** Points in the table for screen readers. */
const spoken = 300;

/** Characters of a token beside its point. */
const labelLength = 24;

/** What was projected, of which vectors in view, and how. */
export interface AskedProjection {
  readonly projection: ProjectionMessage;
  readonly set: PointSet;
  readonly snapshot: Pick<VectorsSnapshot, 'revision' | 'title' | 'first' | 'total' | 'ids'>;
}

/** Tokens that have become points, as they are said, coloured and saved: one answer with what it was asked. */
export class ProjectedTokens {
  constructor(
    readonly answer: ProjectionAnswer,
    readonly asked: AskedProjection,
  ) {}

  /** What the points are, in words. */
  get noun(): string {
    return this.answer.rows.length > 0 && this.asked.set !== 'token' ? 'positions' : 'different tokens';
  }

  /** The point of a row of the vectors in view. */
  pointOfRow(row: number): number | undefined {
    const { ids, rows } = this.answer;
    const hasTokens = this.asked.set === 'token' || rows.length === 0;
    const at = ids.findIndex((id, i) => (hasTokens ? id === this.asked.snapshot.ids[row] : rows[i] === row));
    return at < 0 ? undefined : at;
  }

  /** A token beside its point: what nobody sees is visible. */
  label(point: number): string {
    return visibleText(Array.from(this.text(point)).slice(0, labelLength).join(''));
  }

  /** A token's text, or its id where the vocabulary has none for it. */
  text(point: number): string {
    const id = this.answer.ids[point]!;
    const text = this.answer.texts[id];
    return text === undefined || text === '' ? `#${id}` : text;
  }

  labels(): string[] {
    return Array.from(this.answer.ids, (_, point) => this.label(point));
  }

  /** The title of each axis. */
  axes(): string[] {
    const { dimensions, explained } = this.answer;
    const { projection: asked } = this.asked;
    return Array.from({ length: dimensions }, (_, i) => {
      if (asked.kind === 'axes') return `dimension ${asked.axes[i]!}`;
      if (asked.kind === 'umap') return `UMAP ${i + 1}`;
      const part = explained?.[i];
      return `PC ${i + 1}${part === undefined ? '' : ` (${(part * 100).toFixed(1)} % of the variance)`}`;
    });
  }

  /** A colour for each point, and the values of the first and the last one; nothing for `none`. */
  colors(color: PointColor): { readonly colors: readonly string[]; readonly low: number; readonly high: number } {
    if (color === 'none') return { colors: [], low: 0, high: 0 };
    const { ids, rows, counts, texts } = this.answer;
    const values = Array.from(ids, (id, i) =>
      color === 'frequency' ? counts[i]! : color === 'length' ? Array.from(texts[id] ?? '').length : (rows[i] ?? i),
    );
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return { colors: values.map(value => orderColor(high > low ? (value - low) / (high - low) : 0.5)), low, high };
  }

  /** What a screen reader reads instead of the picture. */
  table(): Node[] {
    const { ids, rows, coordinates, dimensions } = this.answer;
    const shown = Math.min(ids.length, spoken);
    return [
      element(
        'caption',
        {},
        shown < ids.length ? `The first ${shown} of ${ids.length} points; save as TSV for all.` : 'Points',
      ),
      element(
        'tr',
        {},
        ...['token', 'id', 'position', ...this.axes()].map(name => element('th', { scope: 'col' }, name)),
      ),
      ...Array.from({ length: shown }, (_, i) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, this.label(i)),
          element('td', {}, String(ids[i])),
          element('td', {}, String(rows[i] ?? '')),
          ...Array.from(coordinates.subarray(i * dimensions, (i + 1) * dimensions), value =>
            element('td', {}, fourDecimals(value)),
          ),
        ),
      ),
    ];
  }

  /** @param points all of them if left out */
  tsv(points: readonly number[] = Array.from(this.answer.ids.keys())): string {
    const { ids, rows, counts, texts, coordinates, dimensions } = this.answer;
    return tsv([
      ['id', 'token', 'position', 'in view', ...this.axes()],
      ...points.map(i => [
        ids[i]!,
        texts[ids[i]!] ?? '',
        rows[i] ?? '',
        counts[i]!,
        ...coordinates.subarray(i * dimensions, (i + 1) * dimensions),
      ]),
    ]);
  }

  /** @param spots the points as they are seen */
  svg(
    spots: readonly Spot[],
    { color, hasLabels }: { readonly color: PointColor; readonly hasLabels: boolean },
    { foreground, background }: { readonly foreground: string; readonly background: string },
  ): string {
    const { colors } = this.colors(color);
    const title = `Embedding vectors of ${this.asked.snapshot.title}`;
    const [xLabel = '', yLabel = ''] =
      this.answer.dimensions > 2 ? ['as turned, across', 'as turned, up'] : this.axes();
    const points = spots.map(({ x, y }, i) => ({
      x,
      y,
      ...(hasLabels ? { label: this.label(i) } : {}),
      ...(colors[i] === undefined ? {} : { color: colors[i] }),
    }));
    return scatterSvg(points, { title, xLabel, yLabel, foreground, background });
  }
}

/** What the colours of points mean, from the first to the last. */
export function legendOfColors(name: PointColor, low: number, high: number): HTMLElement {
  const bar = element('span', { class: 'scale', 'aria-hidden': 'true' });
  for (let step = 0; step <= 16; step++) {
    const cell = element('span', {});
    cell.style.backgroundColor = orderColor(step / 16);
    bar.append(cell);
  }
  return element(
    'span',
    { class: 'legend-scale' },
    `${name === 'length' ? 'characters' : name} ${figure(low)}`,
    bar,
    figure(high),
  );
}
