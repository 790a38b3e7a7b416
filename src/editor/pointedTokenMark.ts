import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { FocusedToken } from '../host/focusedToken';

/** The mark in the text for what the pointer is at in a panel. It moves nothing. */
export class PointedTokenMark implements Disposable {
  readonly #store = new DisposableStore();
  readonly #type = this.#store.add(
    vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      border: '2px solid',
      borderColor: new vscode.ThemeColor('focusBorder'),
      borderRadius: '2px',
    }),
  );

  constructor(private readonly focused: FocusedToken) {
    const mark = (isMarked: (editor: vscode.TextEditor) => boolean): void =>
      vscode.window.visibleTextEditors.filter(isMarked).forEach(editor => this.#mark(editor));
    this.#store.add(focused.onDidPoint(document => mark(editor => editor.document === document)));
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(() => mark(() => true)));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #mark(editor: vscode.TextEditor): void {
    const { document } = editor;
    const span = this.focused.pointedIn(document);
    editor.setDecorations(
      this.#type,
      span === undefined ? [] : [new vscode.Range(document.positionAt(span.start), document.positionAt(span.end))],
    );
  }
}
