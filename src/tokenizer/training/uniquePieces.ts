/** The pieces of a text, each one once. */
export interface UniquePieces {
  /** The UTF-8 bytes of each, in order of first appearance. */
  readonly bytes: readonly Uint8Array[];
  /** How often each stands in the text. */
  readonly counts: readonly number[];
}

/**
 * Collects the pieces of a text. No merge crosses the end of a piece, so that equal pieces always have equal tokens: a text of English
 * has six times as many pieces as different ones, and training looks at each of these once.
 *
 * @example
 * const collector = new PieceCollector();
 * for (const piece of ['the', ' cat', ' the', ' cat']) collector.add(piece);
 * collector.pieces().counts; // [1, 2, 1]: "the", " cat", " the"
 */
export class PieceCollector {
  readonly #counts = new Map<string, number>();

  add(piece: string): void {
    this.#counts.set(piece, (this.#counts.get(piece) ?? 0) + 1);
  }

  pieces(): UniquePieces {
    const utf8 = new TextEncoder();
    return {
      bytes: Array.from(this.#counts.keys(), piece => utf8.encode(piece)),
      counts: [...this.#counts.values()],
    };
  }
}
