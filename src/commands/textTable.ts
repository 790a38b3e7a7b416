/** Columns with two blanks between them; numbers end where their column does, and the text column is on the left. */
export function textTable(
  heads: readonly string[],
  rows: readonly (readonly string[])[],
  textColumn: number,
): string[] {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(row => row[column]!.length)));
  return [heads, ...rows].map(row =>
    row
      .map((cell, column) => (column === textColumn ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}
