import { element } from '../ui/element';
import { boxOf, isInside, nearestSpot, projected, extentOf, type Spot } from './scatterMath';
import { drawAxes, drawLabels, drawLasso, drawPoints, drawTurnedAxes } from './scatterPainter';

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
const reach = 14;

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

  #projected(): ReturnType<typeof projected> {
    const { coordinates, dimensions } = this.#data!;
    return projected(coordinates, dimensions, this.#yaw, this.#pitch);
  }

  #draw(context: CanvasRenderingContext2D, width: number, height: number): void {
    if (this.#data === undefined) return;
    const { dimensions, coordinates, axes, colors, labels, order, marked, showLabels } = this.#data;
    const style = getComputedStyle(this.element);
    const ink = style.color;
    const seen = this.#projected();
    const area = { left: margin.left, top: margin.top, right: width - margin.right, bottom: height - margin.bottom };
    const isTurned = dimensions > 2;
    const x = isTurned ? boxOf(coordinates) : extentOf(seen.map(point => point.x));
    const y = isTurned ? x : extentOf(seen.map(point => point.y));
    const placeX = (value: number): number => area.left + ((value - x[0]) / (x[1] - x[0])) * (area.right - area.left);
    const placeY = (value: number): number => area.bottom - ((value - y[0]) / (y[1] - y[0])) * (area.bottom - area.top);
    this.#spots = seen.map(point => ({ x: placeX(point.x), y: placeY(point.y) }));
    const depths = seen.map(point => point.depth);
    const points = { spots: this.#spots, depths, hovered: this.#hovered, marked, selected: this.#selected };
    context.font = `11px ${style.fontFamily}`;
    context.fillStyle = context.strokeStyle = ink;
    if (isTurned) drawTurnedAxes(context, area, { yaw: this.#yaw, pitch: this.#pitch }, axes);
    else drawAxes(context, area, { x, y, placeX, placeY }, axes);
    drawPoints(context, points, colors, ink);
    if (showLabels) drawLabels(context, area, points, { labels, order }, ink);
    if (this.#lasso !== undefined) drawLasso(context, this.#lasso, ink);
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
