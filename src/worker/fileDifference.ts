import type { FileDifference } from '../protocol/tokenizer';
import { textOfFile } from './textFile';

const byteOrderMark = '\uFEFF';

/** An open text, in parts. */
interface OpenText {
  readonly length: number;
  text(start: number, end: number): string;
}

/**
 * Where the file of an open text has another text; nothing if it has the very same, but for a byte order mark. An editor may show
 * another one than it has read: where lines end in several ways, all end in one way in the editor.
 *
 * @param path read as UTF-8, as it stands there, line endings included
 * @throws {NoTextError} for a binary file, and one of another character encoding
 */
export async function fileDifference(open: OpenText, path: string): Promise<FileDifference | undefined> {
  let at = 0;
  let isFirst = true;
  for await (const part of textOfFile(path)) {
    const text = isFirst && part.startsWith(byteOrderMark) ? part.slice(1) : part;
    isFirst = false;
    const shown = open.text(at, Math.min(at + text.length, open.length));
    if (shown !== text) return differenceAt(open, at + firstDifference(shown, text), [shown, text], at);
    at += text.length;
  }
  return at < open.length ? { kind: 'text', line: lineOf(open, at) } : undefined;
}

function firstDifference(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return same;
}

function differenceAt(open: OpenText, at: number, texts: readonly string[], start: number): FileDifference {
  const isEnding = texts.some(text => /[\r\n]/.test(text[at - start] ?? ''));
  return { kind: isEnding ? 'lineEndings' : 'text', line: lineOf(open, at) };
}

/** The line of a place as an editor counts, from 1. */
function lineOf(open: OpenText, at: number): number {
  return open.text(0, at).split(/\r\n|\r|\n/).length;
}
