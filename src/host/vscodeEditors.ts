import * as vscode from 'vscode';
import type { ActiveText } from './activeText';
import type { Cursors } from './focusedToken';
import { showText } from './showText';
import type { Selections } from './tokenCount';

/** Which of VS Code's texts is active. */
export type ActiveEditor = ActiveText<vscode.TextDocument, vscode.TextEditor>;

/** The editor of the active text. @throws Error where there is none */
export function requireEditor(active: ActiveEditor): vscode.TextEditor {
  const { editor } = active;
  if (editor === undefined) throw new Error('There is no text to look at. Open a file first.');
  return editor;
}

/** What is selected in VS Code's editors. */
export const vscodeSelections: Selections<vscode.TextEditor> = {
  of: ({ document, selections }) =>
    selections
      .filter(({ isEmpty }) => !isEmpty)
      .map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) })),
  onDidChange: listener => vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => listener(textEditor)),
};

/** The cursors of VS Code's editors. */
export const vscodeCursors: Cursors<vscode.TextDocument, vscode.TextEditor> = {
  offsetOf: ({ document, selection }) => document.offsetAt(selection.start),
  select: (document, { start, end }) =>
    showText(document.uri, {
      selection: new vscode.Range(document.positionAt(start), document.positionAt(end)),
      preserveFocus: true,
    }),
  onDidMove: listener => vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => listener(textEditor)),
};
