import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { TintedDocuments } from '../host/tintedDocuments';
import { marks } from './windowMarks';

/** A place in a file. */
export interface FilePlace {
  readonly path: string;
  readonly range: vscode.Range;
}

type Mark = 'pointed' | 'window' | 'target';

/** Marks places of files in the editors that show these files: what is pointed at, and the current window. */
export class PlaceMarks implements Disposable {
  readonly #store = new DisposableStore();
  readonly #types: Readonly<Record<Mark, vscode.TextEditorDecorationType>>;
  readonly #places = new Map<Mark, FilePlace>();

  constructor(private readonly tints: TintedDocuments) {
    const create = (look: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType =>
      this.#store.add(vscode.window.createTextEditorDecorationType(look));
    this.#types = { pointed: create(marks.pointed), window: create(marks.window), target: create(marks.target) };
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

export function isFile({ uri }: vscode.TextDocument, path: string): boolean {
  return uri.scheme === 'file' && uri.fsPath === path;
}
