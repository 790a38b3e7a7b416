import { element } from '../ui/element';
import { extentOf, isInside, nearestSpot, placeLabels, ticksOf, turn, type Spot } from './scatterMath';

export interface ScatterData {
  /** Points x `dimensions` (2 or 3). */
  readonly coordinates: Float32Array;
  readonly dimensions: number;
  readonly labels: readonly string[];
  readonly colors: readonly string[];
  /** A title for each axis. */
  readonly axes: readonly string[];
  /** Which labels come first where there is no room for all. */
  readonly order: readonly number[];
  readonly showLabels: boolean;
  readonly marked: number | undefined;
}

interface Events {
  readonly hover: (point: number | undefined) => void;
  readonly choose: (point: number) => void;
  readonly select: (points: readonly number[]) => void;
}

const margin = { left: 58, right: 16, top: 12, bottom: 40 };
const radius = 4;
const reach = 14;
const mostLabels = 300;

/** A scatter plot: point, choose, draw a lasso; in three dimensions drag to turn, and hold Shift to draw. */
export class Scatter {
  readonly element = element('canvas', { class: 'scatter', tabindex: '0', role: 'img' });
  readonly #events: Events;
  #data: ScatterData | undefined;
  #spots: Spot[] = [];
  #hovered: number | undefined;
  #selected = new Set<number>();
  #lasso: Spot[] | undefined;
  #turning: Spot | undefined;
  #yaw = 0.6;
  #pitch = 0.4;
  #scheduled = false;

  constructor(events: Events) {
    this.#events = events;
    const canvas = this.element;
    canvas.addEventListener('pointerdown', event => this.#press(event));
    canvas.addEventListener('pointermove', event => this.#move(event));
    canvas.addEventListener('pointerup', event => this.#release(event));
    canvas.addEventListener('pointerleave', () => this.#hover(undefined));
    canvas.addEventListener('keydown', event => this.#key(event));
    new ResizeObserver(() => this.refresh()).observe(canvas);
  }

  show(data: ScatterData): void {
    if (data.coordinates !== this.#data?.coordinates) this.#select([]);
    this.#data = data;
    this.refresh();
  }

  refresh(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => {
      this.#scheduled = false;
      const { clientWidth, clientHeight } = this.element;
      if (clientWidth === 0 || clientHeight === 0) return;
      const ratio = window.devicePixelRatio;
      this.element.width = Math.round(clientWidth * ratio);
      this.element.height = Math.round(clientHeight * ratio);
      const context = this.element.getContext('2d')!;
      context.scale(ratio, ratio);
      this.#draw(context, clientWidth, clientHeight);
    });
  }

  /** The picture as a PNG file on the theme's background. */
  async png(): Promise<Uint8Array> {
    const { width, height } = this.element;
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext('2d')!;
    context.fillStyle = getComputedStyle(document.body).backgroundColor;
    context.fillRect(0, 0, width, height);
    context.drawImage(this.element, 0, 0);
    const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('The picture could not be made.');
    return new Uint8Array(await blob.arrayBuffer());
  }

  /** The points as they are seen now, for a drawing elsewhere. */
  seen(): readonly Spot[] {
    return this.#projected().map(({ x, y }) => ({ x, y }));
  }

  #projected(): { x: number; y: number; depth: number }[] {
    const { coordinates, dimensions } = this.#data!;
    const points = Array.from({ length: coordinates.length / dimensions }, (_, i) => i * dimensions);
    if (dimensions < 3) return points.map(at => ({ x: coordinates[at]!, y: coordinates[at + 1] ?? 0, depth: 0 }));
    const middle = [0, 1, 2].map(axis => {
      const [low, high] = extentOf(points.map(at => coordinates[at + axis]!));
      return (low + high) / 2;
    });
    return turn(
      points.map(at => [
        coordinates[at]! - middle[0]!,
        coordinates[at + 1]! - middle[1]!,
        coordinates[at + 2]! - middle[2]!,
      ]),
      this.#yaw,
      this.#pitch,
    );
  }

  #draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    if (this.#data === undefined) return;
    const style = getComputedStyle(this.element);
    const ink = style.color;
    const points = this.#projected();
    const area = { left: margin.left, top: margin.top, right: width - margin.right, bottom: height - margin.bottom };
    let [x, y] = [extentOf(points.map(point => point.x)), extentOf(points.map(point => point.y))];
    if (this.#data.dimensions > 2) x = y = this.#steady();
    const placeX = (value: number): number => area.left + ((value - x[0]) / (x[1] - x[0])) * (area.right - area.left);
    const placeY = (value: number): number => area.bottom - ((value - y[0]) / (y[1] - y[0])) * (area.bottom - area.top);
    this.#spots = points.map(point => ({ x: placeX(point.x), y: placeY(point.y) }));
    context.font = `11px ${style.fontFamily}`;
    context.fillStyle = context.strokeStyle = ink;
    if (this.#data.dimensions > 2) this.#drawTurnedAxes(context, area);
    else this.#drawAxes(context, area, { x, y, placeX, placeY });
    this.#drawPoints(context, points, ink);
    if (this.#data.showLabels) this.#drawLabels(context, area, ink);
    this.#drawLasso(context, ink);
  }

  /** Turning must not change the size: the box holds the points however they are turned. */
  #steady(): readonly [number, number] {
    const { coordinates } = this.#data!;
    let far = 1e-9;
    const middle = [0, 1, 2].map(axis => {
      const [low, high] = extentOf(
        Array.from({ length: coordinates.length / 3 }, (_, i) => coordinates[i * 3 + axis]!),
      );
      return (low + high) / 2;
    });
    for (let i = 0; i < coordinates.length; i += 3) {
      const distance = Math.hypot(...[0, 1, 2].map(axis => coordinates[i + axis]! - middle[axis]!));
      if (Number.isFinite(distance)) far = Math.max(far, distance);
    }
    return [-far * 1.06, far * 1.06];
  }

  #drawAxes(
    context: CanvasRenderingContext2D,
    { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
    scale: {
      x: readonly [number, number];
      y: readonly [number, number];
      placeX: (value: number) => number;
      placeY: (value: number) => number;
    },
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
    const [xTitle = '', yTitle = ''] = this.#data!.axes;
    context.fillText(xTitle, (left + right) / 2, bottom + 32);
    context.save();
    context.translate(14, (top + bottom) / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(yTitle, 0, 0);
    context.restore();
  }

  #drawTurnedAxes(
    context: CanvasRenderingContext2D,
    { left, right, top, bottom }: { left: number; right: number; top: number; bottom: number },
  ): void {
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const size = Math.min(right - left, bottom - top) * 0.42;
    const ends = turn(
      [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
      ],
      this.#yaw,
      this.#pitch,
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
      context.fillText(this.#data!.axes[axis] ?? '', x + end.x * (size + 24), y - end.y * (size + 14));
    });
    context.globalAlpha = 0.6;
    context.fillText('drag to turn, Shift+drag to select', x, bottom + 30);
    context.globalAlpha = 1;
  }

  #drawPoints(context: CanvasRenderingContext2D, points: readonly { depth: number }[], ink: string): void {
    const { colors, marked } = this.#data!;
    const order = points.map((_, i) => i).sort((a, b) => points[b]!.depth - points[a]!.depth);
    const hasSelection = this.#selected.size > 0;
    for (const i of order) {
      const { x, y } = this.#spots[i]!;
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      const isStrong = i === this.#hovered || i === marked || this.#selected.has(i);
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

  #drawLabels(
    context: CanvasRenderingContext2D,
    area: { left: number; top: number; right: number; bottom: number },
    ink: string,
  ): void {
    const { labels, order, marked } = this.#data!;
    const widths = labels.map(label => context.measureText(label).width);
    const first = [this.#hovered, marked, ...this.#selected].filter(i => i !== undefined);
    const wanted = [...new Set([...first, ...order])];
    context.textAlign = 'left';
    context.fillStyle = ink;
    for (const i of placeLabels(this.#spots, widths, wanted, { height: 14, area, most: mostLabels })) {
      const { x, y } = this.#spots[i]!;
      context.globalAlpha = first.includes(i) ? 1 : 0.85;
      context.fillText(labels[i]!, x + 7, y + 4);
    }
    context.globalAlpha = 1;
  }

  #drawLasso(context: CanvasRenderingContext2D, ink: string): void {
    if (this.#lasso === undefined) return;
    context.beginPath();
    for (const { x, y } of this.#lasso) context.lineTo(x, y);
    context.closePath();
    context.globalAlpha = 0.1;
    context.fillStyle = context.strokeStyle = ink;
    context.fill();
    context.globalAlpha = 0.9;
    context.lineWidth = 1;
    context.stroke();
    context.globalAlpha = 1;
  }

  #press(event: PointerEvent): void {
    if (this.#data === undefined || event.button !== 0) return;
    this.element.setPointerCapture(event.pointerId);
    const at = { x: event.offsetX, y: event.offsetY };
    if (this.#data.dimensions > 2 && !event.shiftKey) this.#turning = at;
    else this.#lasso = [at];
  }

  #move({ offsetX: x, offsetY: y }: PointerEvent): void {
    if (this.#turning !== undefined) {
      this.#yaw += (x - this.#turning.x) / 120;
      this.#pitch = Math.max(-1.5, Math.min(1.5, this.#pitch + (y - this.#turning.y) / 120));
      this.#turning = { x, y };
      this.refresh();
    } else if (this.#lasso !== undefined) {
      this.#lasso.push({ x, y });
      this.refresh();
    } else this.#hover(nearestSpot(this.#spots, { x, y }, reach));
  }

  #release({ offsetX: x, offsetY: y }: PointerEvent): void {
    const lasso = this.#lasso;
    this.#lasso = this.#turning = undefined;
    if (lasso === undefined) return;
    const size = Math.max(...lasso.map(spot => Math.hypot(spot.x - lasso[0]!.x, spot.y - lasso[0]!.y)));
    const near = nearestSpot(this.#spots, { x, y }, reach);
    if (size > 5) this.#select(this.#spots.flatMap((spot, i) => (isInside(spot, lasso) ? [i] : [])));
    else if (near === undefined) this.#select([]);
    else this.#events.choose(near);
    this.refresh();
  }

  #key(event: KeyboardEvent): void {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Escape') this.#select([]);
    else if (event.key === 'Enter' && this.#hovered !== undefined) this.#events.choose(this.#hovered);
    else if (step !== undefined && event.shiftKey) this.#yaw += step / 10;
    else if (step !== undefined && this.#spots.length > 0)
      this.#hover(((this.#hovered ?? -step) + step + this.#spots.length) % this.#spots.length);
    else return;
    event.preventDefault();
    this.refresh();
  }

  #hover(point: number | undefined): void {
    if (point === this.#hovered) return;
    this.#hovered = point;
    this.#events.hover(point);
    this.refresh();
  }

  #select(points: readonly number[]): void {
    this.#selected = new Set(points);
    this.#events.select(points);
  }
}
