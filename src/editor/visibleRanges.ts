import * as vscode from 'vscode';

/** UTF-16 units of a line that VS Code draws (`editor.stopRenderingLineAfter`). */
export const renderedLength = 10_000;

/** Lines above and below what is visible that are decorated too, so that scrolling shows no bare line. */
const margin = 30;

interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** What of the document can be seen, as offsets: visible lines with a margin, the undrawn end of long lines left out. */
export function visibleOffsets(editor: vscode.TextEditor): OffsetRange[] {
  const { document } = editor;
  const ranges: OffsetRange[] = [];
  let nextLine = 0;
  for (const { start, end } of editor.visibleRanges) {
    const last = Math.min(end.line + margin, document.lineCount - 1);
    for (let line = Math.max(start.line - margin, nextLine, 0); line <= last; line++) {
      const from = document.offsetAt(new vscode.Position(line, 0));
      const { range, rangeIncludingLineBreak } = document.lineAt(line);
      const isCut = range.end.character > renderedLength;
      const to = isCut ? from + renderedLength : document.offsetAt(rangeIncludingLineBreak.end);
      const previous = ranges.at(-1);
      if (previous?.end === from) ranges[ranges.length - 1] = { start: previous.start, end: to };
      else ranges.push({ start: from, end: to });
    }
    nextLine = last + 1;
  }
  return ranges;
}
