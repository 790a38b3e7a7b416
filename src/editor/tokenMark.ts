import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';

/** The mark in the text for what a panel points at. It moves nothing. */
export class TokenMark implements Disposable {
  readonly #type = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    textDecoration: 'none; outline: 2px solid var(--vscode-focusBorder); outline-offset: -1px; border-radius: 2px',
  });

  /** @param span UTF-16 offsets; nothing takes the mark away */
  show(document: vscode.TextDocument, span: { readonly start: number; readonly end: number } | undefined): void {
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document !== document) continue;
      const at = (offset: number): vscode.Position => document.positionAt(offset);
      editor.setDecorations(this.#type, span === undefined ? [] : [new vscode.Range(at(span.start), at(span.end))]);
    }
  }

  dispose(): void {
    this.#type.dispose();
  }
}
