/** A column of editors, as far as it matters for where to put a text or a panel. */
export interface Column<C> {
  readonly viewColumn: C;
  /** Whether one of its tabs is a panel of Tokenscope. */
  readonly hasPanels: boolean;
  /** Whether one of its tabs is the text that is to be shown. */
  readonly hasText: boolean;
}

/**
 * Texts have one column and panels another, however many there are of each: a panel that is opened from a panel lies beside it as a
 * tab, and a text that a panel goes to never lies over the panel. This is the column of a text; nothing: a new one beside the panels.
 */
export function columnOfText<C>(columns: readonly Column<C>[]): C | undefined {
  return (columns.find(({ hasText }) => hasText) ?? columns.find(({ hasPanels }) => !hasPanels))?.viewColumn;
}

/**
 * The column of a new panel: where panels are already, unless the text is seen there.
 *
 * @param text the column of the text in view; nothing if none is
 */
export function columnOfPanel<C>(columns: readonly Column<C>[], text: C | undefined): C | undefined {
  return columns.find(({ hasPanels, viewColumn }) => hasPanels && viewColumn !== text)?.viewColumn;
}
