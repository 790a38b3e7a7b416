/** A place in the table. Each window has two lines: its input (even) and, below it, its target (odd). */
export interface Cell {
  readonly line: number;
  readonly column: number;
}

/** Cells between two corners, both included. */
export interface CellRange {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly firstColumn: number;
  readonly lastColumn: number;
}

/** Lines and columns of the table, and how many lines a page moves. */
export interface Extent {
  readonly lines: number;
  readonly columns: number;
  readonly pageLines: number;
}

export interface Key {
  readonly key: string;
  /** Control, or Command on a Mac: as far as it goes. */
  readonly far: boolean;
}

/**
 * Where a key moves to; nothing if it moves nowhere in any table.
 *
 * @example
 * moveCell({ line: 0, column: 1 }, { key: 'ArrowDown', far: false }, extent); // the target below the input
 */
export function moveCell({ line, column }: Cell, { key, far }: Key, extent: Extent): Cell | undefined {
  const lastLine = Math.max(0, extent.lines - 1);
  const lastColumn = Math.max(0, extent.columns - 1);
  const at = (toLine: number, toColumn: number): Cell => ({
    line: Math.max(0, Math.min(toLine, lastLine)),
    column: Math.max(0, Math.min(toColumn, lastColumn)),
  });
  switch (key) {
    case 'ArrowLeft':
      return at(line, far ? 0 : column - 1);
    case 'ArrowRight':
      return at(line, far ? lastColumn : column + 1);
    case 'ArrowUp':
      return at(far ? 0 : line - 1, column);
    case 'ArrowDown':
      return at(far ? lastLine : line + 1, column);
    case 'PageUp':
      return at(line - extent.pageLines, column);
    case 'PageDown':
      return at(line + extent.pageLines, column);
    case 'Home':
      return at(far ? 0 : line, 0);
    case 'End':
      return at(far ? lastLine : line, lastColumn);
    default:
      return undefined;
  }
}

/** What is selected between the cell where the selection began and the one in focus. */
export function rangeBetween(anchor: Cell, focus: Cell): CellRange {
  return {
    firstLine: Math.min(anchor.line, focus.line),
    lastLine: Math.max(anchor.line, focus.line),
    firstColumn: Math.min(anchor.column, focus.column),
    lastColumn: Math.max(anchor.column, focus.column),
  };
}

export function isInRange({ line, column }: Cell, range: CellRange): boolean {
  return line >= range.firstLine && line <= range.lastLine && column >= range.firstColumn && column <= range.lastColumn;
}

export function cellCount({ firstLine, lastLine, firstColumn, lastColumn }: CellRange): number {
  return (lastLine - firstLine + 1) * (lastColumn - firstColumn + 1);
}
