import * as vscode from 'vscode';
import { hasRightToLeft } from '../base/rightToLeft';
import { tokenColorIds } from '../contributions';
import { readSetting } from '../host/settings';
import { labelText, lineLabels, type LabelPart } from './lineLabels';
import type { ShownSegment } from './segments';
import { renderedLength } from './shownPart';

/** Of its own direction, so that the digits after a word in Arabic do not become part of it. */
const small = 'none; font-size: 0.7em; vertical-align: 0.15em; unicode-bidi: isolate; direction: ltr';
const count = new Intl.NumberFormat('en-US');

/**
 * What stands between the characters of a text: the ids of each segment after it, small and dimmed, and line breaks as `⏎`; line breaks
 * alone, with the backgrounds of their tokens, where ids are not shown. A line that
 * would become too long to read says instead how many tokens it has.
 */
export function labelDecorations(
  document: vscode.TextDocument,
  segments: readonly ShownSegment[],
  showIds: boolean,
): vscode.DecorationOptions[] {
  const maximum = readSetting('maximumTokenIdsPerLine', document);
  return [...byLine(document, segments)].flatMap(([number, own]) => {
    const line = document.lineAt(number);
    const tokens = own.reduce((sum, { ids }) => sum + ids.length, 0);
    if (showIds && maximum !== 0 && tokens > maximum) return [hiddenIds(line, tokens)];
    const labels = lineLabels(
      {
        start: document.offsetAt(line.range.start),
        length: line.range.end.character,
        isRightToLeft: hasRightToLeft(line.text.slice(0, renderedLength)),
        eol: number + 1 < document.lineCount ? (document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n') : '',
      },
      own,
      ({ end }) => breaksUpTo(document, number + 1, end),
    );
    const at = (character: number): vscode.Range => new vscode.Range(number, character, number, character);
    if (showIds) return labels.map(({ character, parts }) => quietLabel(at(character), labelText(parts)));
    return labels.flatMap(({ character, parts }) => {
      const withBreaks = parts.filter(({ breaks }) => breaks !== '');
      return withBreaks.length === 0 ? [] : [breakLabels(at(character), withBreaks)];
    });
  });
}

function byLine(document: vscode.TextDocument, segments: readonly ShownSegment[]): Map<number, ShownSegment[]> {
  const lines = new Map<number, ShownSegment[]>();
  for (const segment of segments) {
    const { line } = document.positionAt(segment.start);
    const own = lines.get(line);
    if (own === undefined) lines.set(line, [segment]);
    else own.push(segment);
  }
  return lines;
}

/** The line breaks that follow one another from the start of a line to an offset. */
function breaksUpTo(document: vscode.TextDocument, line: number, end: number): string {
  const text = document.getText(new vscode.Range(new vscode.Position(line, 0), document.positionAt(end)));
  return /^[\r\n]*/.exec(text)![0];
}

function quietLabel(range: vscode.Range, contentText: string): vscode.DecorationOptions {
  const color = new vscode.ThemeColor('tokenscope.tokenId');
  return {
    range,
    renderOptions: { after: { contentText, color, margin: '0 0.35em 0 0.1em', textDecoration: small } },
  };
}

/** After a line; before one that VS Code may draw in part, of which only the tokens in view are counted. */
function hiddenIds({ range: { start, end } }: vscode.TextLine, tokens: number): vscode.DecorationOptions {
  const isLong = end.character > renderedLength;
  const at = isLong ? start : end;
  return quietLabel(new vscode.Range(at, at), ` ids hidden: ${isLong ? 'over ' : ''}${count.format(tokens)} tokens`);
}

/** Line breaks with the backgrounds of their tokens. A place has room for two: carriage return and line feed apart. */
function breakLabels(range: vscode.Range, parts: readonly LabelPart[]): vscode.DecorationOptions {
  const label = (contentText: string, color: number): vscode.ThemableDecorationAttachmentRenderOptions => ({
    contentText,
    color: new vscode.ThemeColor('tokenscope.tokenId'),
    backgroundColor: new vscode.ThemeColor(tokenColorIds[color]!),
  });
  const [first, ...others] = parts;
  const after = others.length === 0 ? first! : others[0]!;
  const text = (own: readonly LabelPart[]): string => own.map(({ breaks }) => breaks).join('');
  return {
    range,
    renderOptions: {
      ...(others.length === 0 ? {} : { before: label(first!.breaks, first!.color) }),
      after: label(others.length === 0 ? first!.breaks : text(others), after.color),
    },
  };
}
