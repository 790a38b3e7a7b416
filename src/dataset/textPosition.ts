/** A place in a text as editors count: lines, and UTF-16 units in a line, from 0. */
export interface TextPosition {
  readonly line: number;
  readonly character: number;
  /** The text before ends in a carriage return: a line feed that comes next belongs to the same line break. */
  readonly afterReturn: boolean;
}

export const textStart: TextPosition = { line: 0, character: 0, afterReturn: false };

const lineFeed = 10;
const carriageReturn = 13;

/**
 * The place after `text` that begins at `from`. Lines end with `\n`, `\r\n` or `\r`, as in VS Code, mixed or not.
 *
 * @example
 * advance(textStart, 'one\r\ntwo'); // { line: 1, character: 3, afterReturn: false }
 */
export function advance(from: TextPosition, text: string): TextPosition {
  if (text === '') return from;
  return text.includes('\r') ? advanceByUnit(from, text) : advanceByLine(from, text);
}

function advanceByLine({ line, character, afterReturn }: TextPosition, text: string): TextPosition {
  // The line feed belongs to the line break that the return before began.
  let at = afterReturn && text.startsWith('\n') ? 1 : 0;
  let lines = 0;
  for (let next; (next = text.indexOf('\n', at)) >= 0; at = next + 1) lines++;
  const isSameLine = lines === 0 && !(afterReturn && at === 1);
  return { line: line + lines, character: (isSameLine ? character : 0) + text.length - at, afterReturn: false };
}

function advanceByUnit(from: TextPosition, text: string): TextPosition {
  let { line, character, afterReturn } = from;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === lineFeed || unit === carriageReturn) {
      if (!(unit === lineFeed && afterReturn)) line++;
      character = 0;
    } else {
      character++;
    }
    afterReturn = unit === carriageReturn;
  }
  return { line, character, afterReturn };
}

/** The length of the part of `text`, which begins at `from`, that is before a line and a character. */
export function unitsUntil(from: TextPosition, text: string, line: number, character: number): number {
  let at = from;
  for (let i = 0; i < text.length; i++) {
    const isInLineBreak = at.afterReturn && text[i] === '\n';
    if (!isInLineBreak && (at.line > line || (at.line === line && at.character >= character))) return i;
    at = advance(at, text[i]!);
  }
  return text.length;
}
