import type * as vscode from 'vscode';
import type { WindowShape } from '../base/slidingWindows';
import type { Disposable } from '../base/disposable';
import type { LoaderOptionsMessage } from '../protocol/tokenizer';
import type { TokenSpan } from './tokenSpans';

/** How a text is cut into windows, as far as it is seen in the text. */
export interface WindowGeometry extends WindowShape {
  /** Windows in the text, dropped ones not counted. */
  readonly windowCount: number;
}

/** Which windows are shown in the text. */
export interface ShownWindows {
  readonly mode: 'none' | 'current' | 'all' | 'coverage';
  /** The input of the window that is looked at; its last target is the token `last`. */
  readonly current: TokenSpan | undefined;
  readonly geometry: WindowGeometry;
  readonly settings: LoaderOptionsMessage;
}

/** A place in a file. */
export interface FilePlace {
  readonly path: string;
  readonly range: vscode.Range;
}

export function isFile({ uri }: Pick<vscode.TextDocument, 'uri'>, path: string): boolean {
  return uri.scheme === 'file' && uri.fsPath === path;
}

/** Windows in the editors of one document, until it is disposed. */
export interface DocumentTints extends Disposable {
  show(shown: ShownWindows): void;
}

/** A window, and its last target, in the editors that show their files, until it is disposed. */
export interface FileTints extends Disposable {
  set(mark: 'window' | 'target', place: FilePlace | undefined): void;
}

/** What tints windows in text editors: a port, as panels say what is shown and editors know how. */
export interface WindowTints {
  /** @param document the document at present: it may be closed and opened again */
  ofDocument(document: () => vscode.TextDocument): DocumentTints;
  ofFiles(): FileTints;
}
