export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** Shown beside the point; left out or empty: none. */
  readonly label?: string;
  /** A CSS colour; left out: the foreground. */
  readonly color?: string;
}

export interface ScatterOptions {
  readonly title: string;
  /** What each axis shows, with its unit: "PC 1 (34.2 %)". */
  readonly xLabel: string;
  readonly yLabel: string;
  /** Pixels; 800 x 600 if left out. */
  readonly width?: number;
  readonly height?: number;
  readonly foreground?: string;
  readonly background?: string;
}

const margin = { left: 64, right: 24, top: 40, bottom: 52 };

/**
 * A scatter plot as an SVG file of its own: points, their labels, axes with round numbers. Every text is data and is escaped, whatever
 * it holds. Points without finite coordinates are left out.
 *
 * @example
 * scatterSvg([{ x: 0, y: 1, label: 'king' }], { title: 'Tokens', xLabel: 'dimension 0', yLabel: 'dimension 1' });
 */
export function scatterSvg(points: readonly ScatterPoint[], options: ScatterOptions): string {
  const { title, xLabel, yLabel, width = 800, height = 600, foreground = '#1f1f1f', background = '#ffffff' } = options;
  const shown = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const x = axis(
    shown.map(point => point.x),
    margin.left,
    width - margin.right,
  );
  const y = axis(
    shown.map(point => point.y),
    height - margin.bottom,
    margin.top,
  );
  const ink = escape(foreground);
  const [left, right, top, bottom] = [margin.left, width - margin.right, margin.top, height - margin.bottom];
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escape(background)}"/>`,
    `<g font-family="sans-serif" font-size="11" fill="${ink}">`,
    `<text x="${width / 2}" y="22" font-size="14" text-anchor="middle">${escape(title)}</text>`,
    `<g stroke="${ink}" stroke-opacity="0.15">`,
    ...x.ticks.map(tick => `<path d="M${short(x.place(tick))} ${top}V${bottom}"/>`),
    ...y.ticks.map(tick => `<path d="M${left} ${short(y.place(tick))}H${right}"/>`),
    '</g>',
    ...x.ticks.map(tick => textAt(x.place(tick), bottom + 16, 'middle', String(tick))),
    ...y.ticks.map(tick => textAt(left - 8, y.place(tick) + 4, 'end', String(tick))),
    textAt((left + right) / 2, height - 12, 'middle', xLabel),
    `<text transform="translate(16 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escape(yLabel)}</text>`,
    ...shown.map(point => {
      const [cx, cy] = [x.place(point.x), y.place(point.y)];
      const circle = `<circle cx="${short(cx)}" cy="${short(cy)}" r="3" fill="${escape(point.color ?? foreground)}"/>`;
      const { label = '' } = point;
      return label === '' ? circle : circle + textAt(cx + 5, cy + 4, 'start', label);
    }),
    '</g>',
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

interface Axis {
  readonly ticks: readonly number[];
  place(value: number): number;
}

/** From the values to pixels, with a little room at the ends, and about six round numbers between. */
function axis(values: readonly number[], from: number, to: number): Axis {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1];
  // All at one place: a picture one unit wide, or as wide as the digits of the number allow.
  const room = high > low ? (high - low) * 0.05 : Math.max(0.5, Math.abs(low) * 0.01);
  low -= room;
  high += room;
  const rough = (high - low) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].find(factor => factor * power >= rough)! * power;
  const digits = Math.max(0, Math.min(20, -Math.floor(Math.log10(step))));
  const ticks: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(Number((i * step).toFixed(digits)));
  return { ticks, place: value => from + ((value - low) / (high - low)) * (to - from) };
}

function textAt(x: number, y: number, anchor: 'start' | 'middle' | 'end', text: string): string {
  return `<text x="${short(x)}" y="${short(y)}" text-anchor="${anchor}">${escape(text)}</text>`;
}

const short = (value: number): string => String(Math.round(value * 100) / 100);
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that XML does not allow at all, lone halves of a pair among them, become U+FFFD. */
function escape(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replace(/[&<>"']/g, character => entities[character]!);
}
