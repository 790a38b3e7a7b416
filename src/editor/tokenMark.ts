import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import { marks } from './windowMarks';

/** The mark in the text for what a panel points at. It moves nothing. */
export class TokenMark implements Disposable {
  readonly #type = vscode.window.createTextEditorDecorationType({
    rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    ...marks.pointed,
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
