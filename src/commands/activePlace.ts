import * as vscode from 'vscode';
import { textInTab } from '../host/showText';
import type { ActiveEditor } from '../host/vscodeEditors';

/** A part of a document, as UTF-16 offsets. */
export interface Place {
  readonly document: vscode.TextDocument;
  readonly start: number;
  readonly end: number;
}

/**
 * The active text and what is selected in it. Where none was in front yet, as in a window that was reloaded into the walkthrough, it is
 * one that waits in a tab.
 *
 * @throws Error where no text is open
 */
export async function activePlace({ editor }: ActiveEditor): Promise<Place> {
  if (editor !== undefined) {
    const { document, selection } = editor;
    return { document, start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
  }
  const uri = textInTab();
  if (uri === undefined) throw new Error('There is no text to look at. Open a file first.');
  return { document: await vscode.workspace.openTextDocument(uri), start: 0, end: 0 };
}
