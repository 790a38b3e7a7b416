/** The elements of the rows in view. Those that stay in view are kept as they are: scrolling makes only what comes in at the edge. */
export class ShownRows {
  readonly #body: HTMLElement;
  readonly #make: (row: number) => HTMLElement;
  readonly #shown = new Map<number, HTMLElement>();
  readonly #tops = new Map<number, number>();

  /** @param make a row's element; called once while the row stays in view */
  constructor(body: HTMLElement, make: (row: number) => HTMLElement) {
    this.#body = body;
    this.#make = make;
  }

  /** The rows will be made anew by the next {@link show}. */
  clear(): void {
    this.#body.replaceChildren();
    this.#shown.clear();
    this.#tops.clear();
  }

  /**
   * Shows rows from `first` to before `last`, in their order.
   *
   * @param topOf pixels from the top of the list
   */
  show(first: number, last: number, active: number, topOf: (row: number) => number): void {
    for (const [row, made] of this.#shown) {
      if (row >= first && row < last) continue;
      made.remove();
      this.#shown.delete(row);
      this.#tops.delete(row);
    }
    let before: ChildNode | null = this.#body.firstChild;
    for (let row = first; row < last; row++) {
      let made = this.#shown.get(row);
      if (made === undefined) {
        made = this.#make(row);
        this.#shown.set(row, made);
        this.#body.insertBefore(made, before);
      } else {
        before = made.nextSibling;
      }
      const top = topOf(row);
      if (this.#tops.get(row) !== top) made.style.top = `${top}px`;
      this.#tops.set(row, top);
      made.classList.toggle('active', row === active);
    }
  }
}
