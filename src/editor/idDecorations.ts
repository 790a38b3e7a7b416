import * as vscode from 'vscode';
import type { ShownSegment } from './segments';
import { readSetting } from '../host/settings';

interface Label {
  readonly at: vscode.Position;
  readonly ids: number[];
}

const count = new Intl.NumberFormat('en-US');
const small = 'none; font-size: 0.7em; vertical-align: 0.15em';

/** The ids of each segment, small and dimmed, after it; a line that would become too long to read says how many it hides. */
export function idDecorations(
  document: vscode.TextDocument,
  segments: readonly ShownSegment[],
): vscode.DecorationOptions[] {
  const maximum = readSetting('maximumTokenIdsPerLine', document);
  const color = new vscode.ThemeColor('tokenscope.tokenId');
  const after = (at: vscode.Position, contentText: string): vscode.DecorationOptions => ({
    range: new vscode.Range(at, at),
    renderOptions: { after: { contentText, color, margin: '0 0.35em 0 0.1em', textDecoration: small } },
  });
  return [...labelsByLine(document, segments)].flatMap(([line, labels]) => {
    const tokens = labels.reduce((sum, { ids }) => sum + ids.length, 0);
    if (maximum > 0 && tokens > maximum)
      return [after(document.lineAt(line).range.end, `ids hidden: ${count.format(tokens)} tokens`)];
    return labels.map(({ at, ids }) => after(at, ids.join(' ')));
  });
}

/** Where ids stand. Those that meet in one place, as a word's and its line break's, are one label: their order is kept. */
function labelsByLine(document: vscode.TextDocument, segments: readonly ShownSegment[]): Map<number, Label[]> {
  const byLine = new Map<number, Label[]>();
  for (const { start, end, ids } of segments) {
    const { line } = document.positionAt(start);
    const to = document.positionAt(end);
    // A token with a line break shows its id where its first line ends: the break itself has no place on screen.
    const at = to.line > line ? document.lineAt(line).range.end : to;
    const labels = byLine.get(line) ?? [];
    byLine.set(line, labels);
    const previous = labels.at(-1);
    if (previous?.at.isEqual(at) === true) previous.ids.push(...ids);
    else labels.push({ at, ids: [...ids] });
  }
  return byLine;
}
