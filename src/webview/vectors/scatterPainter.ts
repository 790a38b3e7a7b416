import { placeLabels, ticksOf, turn, type Spot } from './scatterMath';

/** Where in a picture the points are, in CSS pixels. */
export interface Area {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What the ends of two axes are, and where a value is along them. */
interface Scale {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly placeX: (value: number) => number;
  readonly placeY: (value: number) => number;
}

/** How a cloud in three dimensions is turned, in radians. */
export interface View {
  readonly yaw: number;
  readonly pitch: number;
}

export interface Points {
  readonly spots: readonly Spot[];
  /** The larger the farther away. */
  readonly depths: readonly number[];
  readonly hovered: number | undefined;
  readonly marked: number | undefined;
  readonly selected: ReadonlySet<number>;
}

const radius = 4;
const mostLabels = 300;

export function drawAxes(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: Area,
  scale: Scale,
  [xTitle = '', yTitle = '']: readonly string[],
): void {
  const line = (fromX: number, fromY: number, toX: number, toY: number): void => {
    context.beginPath();
    context.moveTo(fromX, fromY);
    context.lineTo(toX, toY);
    context.stroke();
  };
  context.lineWidth = 1;
  context.textAlign = 'center';
  for (const tick of ticksOf(...scale.x, Math.max(2, (right - left) / 90))) {
    const at = scale.placeX(tick);
    context.globalAlpha = tick === 0 ? 0.4 : 0.12;
    line(at, top, at, bottom);
    context.globalAlpha = 0.75;
    context.fillText(String(tick), at, bottom + 14);
  }
  context.textAlign = 'right';
  for (const tick of ticksOf(...scale.y, Math.max(2, (bottom - top) / 60))) {
    const at = scale.placeY(tick);
    context.globalAlpha = tick === 0 ? 0.4 : 0.12;
    line(left, at, right, at);
    context.globalAlpha = 0.75;
    context.fillText(String(tick), left - 6, at + 4);
  }
  context.globalAlpha = 1;
  context.textAlign = 'center';
  context.fillText(xTitle, (left + right) / 2, bottom + 32);
  context.save();
  context.translate(14, (top + bottom) / 2);
  context.rotate(-Math.PI / 2);
  context.fillText(yTitle, 0, 0);
  context.restore();
}

export function drawTurnedAxes(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: Area,
  { yaw, pitch }: View,
  titles: readonly string[],
): void {
  const [x, y] = [(left + right) / 2, (top + bottom) / 2];
  const size = Math.min(right - left, bottom - top) * 0.42;
  const ends = turn(
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    yaw,
    pitch,
  );
  context.textAlign = 'center';
  ends.forEach((end, axis) => {
    const to = { x: x + end.x * size, y: y - end.y * size };
    context.globalAlpha = 0.35;
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(to.x, to.y);
    context.stroke();
    context.globalAlpha = 0.85;
    context.fillText(titles[axis] ?? '', x + end.x * (size + 24), y - end.y * (size + 14));
  });
  context.globalAlpha = 0.6;
  context.fillText('drag to turn, Shift+drag to select', x, bottom + 30);
  context.globalAlpha = 1;
}

/** Far ones first, so that near ones lie on top. */
export function drawPoints(
  context: CanvasRenderingContext2D,
  points: Points,
  colors: readonly string[],
  ink: string,
): void {
  const { spots, depths, hovered, marked, selected } = points;
  const order = spots.map((_, i) => i).sort((a, b) => depths[b]! - depths[a]!);
  const hasSelection = selected.size > 0;
  for (const i of order) {
    const { x, y } = spots[i]!;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    const isStrong = i === hovered || i === marked || selected.has(i);
    context.globalAlpha = hasSelection && !isStrong ? 0.25 : 1;
    context.beginPath();
    context.arc(x, y, isStrong ? radius + 2 : radius, 0, 2 * Math.PI);
    context.fillStyle = colors[i] ?? ink;
    context.fill();
    context.strokeStyle = ink;
    context.lineWidth = isStrong ? 2 : 0.6;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** As many as there is room for: those that are pointed at or selected first, then in `order`. */
export function drawLabels(
  context: CanvasRenderingContext2D,
  area: Area,
  { spots, hovered, marked, selected }: Points,
  { labels, order }: { readonly labels: readonly string[]; readonly order: readonly number[] },
  ink: string,
): void {
  const widths = labels.map(label => context.measureText(label).width);
  const first = [hovered, marked, ...selected].filter(i => i !== undefined);
  const wanted = [...new Set([...first, ...order])];
  context.textAlign = 'left';
  context.fillStyle = ink;
  for (const i of placeLabels(spots, widths, wanted, { height: 14, area, most: mostLabels })) {
    const { x, y } = spots[i]!;
    context.globalAlpha = first.includes(i) ? 1 : 0.85;
    context.fillText(labels[i]!, x + 7, y + 4);
  }
  context.globalAlpha = 1;
}

export function drawLasso(context: CanvasRenderingContext2D, lasso: readonly Spot[], ink: string): void {
  context.beginPath();
  for (const { x, y } of lasso) context.lineTo(x, y);
  context.closePath();
  context.globalAlpha = 0.1;
  context.fillStyle = context.strokeStyle = ink;
  context.fill();
  context.globalAlpha = 0.9;
  context.lineWidth = 1;
  context.stroke();
  context.globalAlpha = 1;
}
