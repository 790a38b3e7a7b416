import * as vscode from 'vscode';
import { affects, specialTokensOf, tokenizerOf } from './settings';
import type { Texts } from './texts';

/** VS Code's open documents. */
export const vscodeTexts: Texts<vscode.TextDocument> = {
  visible: () => vscode.window.visibleTextEditors.map(({ document }) => document),
  read: (document, offset, length) =>
    // For VS Code there is no position between \r and \n: it gives the one before, which is less than was asked for, never more.
    document.getText(new vscode.Range(document.positionAt(offset), document.positionAt(offset + length))),
  tokenizerOf,
  specialTokensOf,
  onDidChangeText: listener => vscode.workspace.onDidChangeTextDocument(listener),
  onDidOpen: listener => vscode.workspace.onDidOpenTextDocument(listener),
  onDidClose: listener => vscode.workspace.onDidCloseTextDocument(listener),
  onDidChangeVisible: listener => vscode.window.onDidChangeVisibleTextEditors(listener),
  onDidChangeTokenizer: listener =>
    vscode.workspace.onDidChangeConfiguration(event => {
      if (affects(event, 'tokenizer', 'specialTokens')) listener(event);
    }),
};
