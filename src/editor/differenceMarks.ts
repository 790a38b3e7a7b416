import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { lastAtMost } from '../base/sortedSearch';
import type { MarkedDifferences } from '../host/markedDifferences';
import { visibleOffsets } from './visibleRanges';

/** A dotted line below what tokenizers cut differently, in what can be seen of every visible editor. */
export class DifferenceMarks implements Disposable {
  readonly #store = new DisposableStore();
  readonly #type = this.#store.add(
    vscode.window.createTextEditorDecorationType({
      rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
      borderStyle: 'dotted',
      borderWidth: '0 0 2px 0',
      borderColor: new vscode.ThemeColor('editorInfo.foreground'),
    }),
  );

  constructor(private readonly marked: MarkedDifferences) {
    this.#store.add(
      marked.onDidChange(uri => {
        for (const editor of vscode.window.visibleTextEditors)
          if (editor.document.uri.toString() === uri) this.#mark(editor);
      }),
    );
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(editors => editors.forEach(each => this.#mark(each))));
    this.#store.add(vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.#mark(textEditor)));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #mark(editor: vscode.TextEditor): void {
    const { document } = editor;
    const parts = this.marked.of(document.uri.toString());
    const ranges: vscode.Range[] = [];
    if (parts !== undefined)
      for (const { start, end } of visibleOffsets(editor))
        for (let at = lastAtMost(parts.ends, start) + 1; at < parts.starts.length && parts.starts[at]! < end; at++)
          ranges.push(new vscode.Range(document.positionAt(parts.starts[at]!), document.positionAt(parts.ends[at]!)));
    editor.setDecorations(this.#type, ranges);
  }
}
