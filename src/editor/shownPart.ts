/** UTF-16 units of a line that VS Code draws where it does not wrap it (`editor.stopRenderingLineAfter`). */
export const renderedLength = 10_000;

/** UTF-16 units before and after what can be seen of a wrapped line, so that scrolling shows no bare rows. */
const margin = 5_000;

interface Part {
  readonly start: number;
  readonly end: number;
}

/**
 * The part of a line that can be seen, of a long one: its beginning where VS Code does not wrap it, and otherwise the rows in view. VS Code
 * says of a line that it does not wrap that all of it is visible.
 *
 * @param length of the line
 * @param visible the part that VS Code says is visible
 * @example
 * shownPart(2e6, { start: 0, end: 2e6 }); // not wrapped: 0 to 10000
 * shownPart(2e6, { start: 90000, end: 96000 }); // wrapped: 85000 to 101000
 */
export function shownPart(length: number, visible: Part): Part {
  if (length <= renderedLength) return { start: 0, end: length };
  if (visible.start === 0 && visible.end >= length) return { start: 0, end: renderedLength };
  return { start: Math.max(0, visible.start - margin), end: Math.min(length, visible.end + margin) };
}
