import * as vscode from 'vscode';
import { shownPart } from './shownPart';

/** Lines above and below what is visible that are decorated too, so that scrolling shows no bare line. */
const margin = 30;

interface OffsetRange {
  readonly start: number;
  readonly end: number;
}

/** What of the document can be seen, as offsets: visible lines with a margin, and of long lines the part that is drawn. */
export function visibleOffsets(editor: vscode.TextEditor): OffsetRange[] {
  const { document } = editor;
  const ranges: OffsetRange[] = [];
  let nextLine = 0;
  for (const visible of editor.visibleRanges) {
    const last = Math.min(visible.end.line + margin, document.lineCount - 1);
    for (let line = Math.max(visible.start.line - margin, nextLine, 0); line <= last; line++) {
      const { range, rangeIncludingLineBreak } = document.lineAt(line);
      const length = range.end.character;
      const part = shownPart(length, {
        start: line === visible.start.line ? visible.start.character : 0,
        end: line === visible.end.line ? visible.end.character : length,
      });
      const start = document.offsetAt(new vscode.Position(line, part.start));
      const end = document.offsetAt(
        part.end < length ? new vscode.Position(line, part.end) : rangeIncludingLineBreak.end,
      );
      const previous = ranges.at(-1);
      if (previous?.end === start) ranges[ranges.length - 1] = { start: previous.start, end };
      else ranges.push({ start, end });
    }
    nextLine = last + 1;
  }
  return ranges;
}
