import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import type { TintedDocuments } from '../host/tintedDocuments';
import { isFile, type FilePlace, type FileTints } from '../host/windowTints';
import { marks } from './windowMarks';

type Mark = 'window' | 'target';

/** Marks places of files in the editors that show these files: the current window and its last target. */
export class PlaceMarks implements FileTints {
  readonly #store = new DisposableStore();
  readonly #types: Readonly<Record<Mark, vscode.TextEditorDecorationType>>;
  readonly #places = new Map<Mark, FilePlace>();

  constructor(private readonly tints: TintedDocuments) {
    const create = (look: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType =>
      this.#store.add(vscode.window.createTextEditorDecorationType(look));
    this.#types = { window: create(marks.window), target: create(marks.target) };
    this.#store.add(
      vscode.window.onDidChangeVisibleTextEditors(() => {
        for (const [mark, place] of this.#places) this.set(mark, place);
      }),
    );
  }

  set(mark: Mark, place: FilePlace | undefined): void {
    if (place === undefined) this.#places.delete(mark);
    else this.#places.set(mark, place);
    if (mark === 'window')
      this.tints.set(this, place === undefined ? undefined : vscode.Uri.file(place.path).toString());
    for (const editor of vscode.window.visibleTextEditors) {
      const isHere = place !== undefined && isFile(editor.document, place.path);
      editor.setDecorations(this.#types[mark], isHere ? [place.range] : []);
    }
  }

  dispose(): void {
    this.tints.set(this, undefined);
    this.#store.dispose();
  }
}
