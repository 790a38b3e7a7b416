/** Browsers draw nothing below some tens of millions of pixels; longer lists scroll in proportion instead. */
const maximumHeight = 8_000_000;

/**
 * How far a list is scrolled, in rows and in pixels. Up to {@link maximumHeight} a row takes its own pixels; beyond, the scrollbar
 * stands for the share of the list that has passed.
 *
 * @example
 * const map = new ScrollMap(2_500_000, 74, 740); // 185 million pixels
 * map.topRowAt(4_000_000 - 370, 8_000_000 - 740); // 1,249,995: half-way
 */
export class ScrollMap {
  /** @param viewport pixels in which rows are seen */
  constructor(
    readonly rows: number,
    readonly rowHeight: number,
    readonly viewport: number,
  ) {}

  get isScaled(): boolean {
    return this.rows * this.rowHeight > maximumHeight;
  }

  /** Pixels that the list takes. */
  get height(): number {
    return Math.min(this.rows * this.rowHeight, maximumHeight);
  }

  /** Rows that are seen whole. */
  get visibleRows(): number {
    return Math.max(1, Math.floor(this.viewport / this.rowHeight));
  }

  /** The row on top when the end of the list is in view. */
  get lastTopRow(): number {
    return Math.max(0, this.rows - this.visibleRows);
  }

  /** @param range the largest `scrollTop` */
  topRowAt(scrollTop: number, range: number): number {
    return this.isScaled ? (scrollTop / range) * this.lastTopRow : scrollTop / this.rowHeight;
  }

  scrollTopAt(topRow: number, range: number): number {
    return this.isScaled ? (topRow / Math.max(1, this.lastTopRow)) * range : topRow * this.rowHeight;
  }
}
