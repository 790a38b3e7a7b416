import type { RowSpan } from '../../protocol/vectorsPanel';

/** Whether a row is one of `rows`; none is where there are none. */
export function isIn(row: number, rows: RowSpan | undefined): boolean {
  return rows !== undefined && row >= rows.first && row < rows.last;
}
