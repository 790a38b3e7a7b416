import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import { shownTextScheme } from './texts';

/** Texts that can be looked at in an editor and not changed; each is forgotten when its document closes. */
export class ReadOnlyTexts implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #texts = new Map<string, string>();
  #next = 0;

  constructor() {
    const provideTextDocumentContent = ({ query }: vscode.Uri): string => this.#texts.get(query) ?? '';
    this.#store.add(
      vscode.workspace.registerTextDocumentContentProvider(shownTextScheme, { provideTextDocumentContent }),
    );
    this.#store.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (uri.scheme === shownTextScheme) this.#texts.delete(uri.query);
      }),
    );
  }

  /** @param name what the editor is called */
  add(name: string, text: string): vscode.Uri {
    const query = String(this.#next++);
    this.#texts.set(query, text);
    return vscode.Uri.from({ scheme: shownTextScheme, path: `/${name}`, query });
  }

  dispose(): void {
    this.#store.dispose();
  }
}
