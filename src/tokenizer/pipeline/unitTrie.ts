/** The texts of a vocabulary by their UTF-16 units: which of them a place in a text begins with. */
export class UnitTrie {
  #mask: number;
  /** An entry is a step: from a node, by a unit, to a node. */
  #froms: Int32Array;
  #units: Uint16Array;
  #tos: Int32Array;
  #steps = 0;
  readonly #values: number[] = [-1];

  constructor() {
    this.#mask = (1 << 12) - 1;
    this.#froms = new Int32Array(1 << 12).fill(-1);
    this.#units = new Uint16Array(1 << 12);
    this.#tos = new Int32Array(1 << 12);
  }

  set(text: string, value: number): void {
    let node = 0;
    for (let at = 0; at < text.length; at++) {
      let to = this.step(node, text.charCodeAt(at));
      if (to < 0) {
        to = this.#values.push(-1) - 1;
        this.#add(node, text.charCodeAt(at), to);
      }
      node = to;
    }
    this.#values[node] = value;
  }

  /** The node after a unit; -1 if no text goes on so. The root is 0. */
  step(node: number, unit: number): number {
    let slot = slotOf(node, unit) & this.#mask;
    while (this.#froms[slot] !== -1) {
      if (this.#froms[slot] === node && this.#units[slot] === unit) return this.#tos[slot]!;
      slot = (slot + 1) & this.#mask;
    }
    return -1;
  }

  /** The value of the text that ends at a node; -1 if none does. */
  valueAt(node: number): number {
    return this.#values[node]!;
  }

  #add(from: number, unit: number, to: number): void {
    if (2 * ++this.#steps > this.#mask) this.#grow();
    let slot = slotOf(from, unit) & this.#mask;
    while (this.#froms[slot] !== -1) slot = (slot + 1) & this.#mask;
    this.#froms[slot] = from;
    this.#units[slot] = unit;
    this.#tos[slot] = to;
  }

  #grow(): void {
    const [froms, units, tos] = [this.#froms, this.#units, this.#tos];
    const size = 4 * froms.length;
    this.#mask = size - 1;
    this.#froms = new Int32Array(size).fill(-1);
    this.#units = new Uint16Array(size);
    this.#tos = new Int32Array(size);
    for (let old = 0; old < froms.length; old++) {
      if (froms[old] === -1) continue;
      let slot = slotOf(froms[old]!, units[old]!) & this.#mask;
      while (this.#froms[slot] !== -1) slot = (slot + 1) & this.#mask;
      this.#froms[slot] = froms[old]!;
      this.#units[slot] = units[old]!;
      this.#tos[slot] = tos[old]!;
    }
  }
}

function slotOf(node: number, unit: number): number {
  const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit + 1, 0x85ebca6b);
  return (Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 8) | 0;
}
