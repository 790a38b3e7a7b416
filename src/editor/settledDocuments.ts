import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';

/** What is done with documents whose tokens have stayed the same for a while. */
interface Work {
  /** Milliseconds that a document's tokens stay the same before it is looked at: while somebody types, things come and go. */
  readonly quietTime: number;
  look(document: vscode.TextDocument): Promise<void>;
  /** The document was closed. */
  forget(document: vscode.TextDocument): void;
}

/** Looks at each followed document once it has been quiet for a while, and forgets it when it is closed. */
export class SettledDocuments implements Disposable {
  readonly #store = new DisposableStore();
  readonly #waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();

  constructor(
    follower: DocumentFollower,
    private readonly work: Work,
  ) {
    this.#store.add(follower.onDidChangeTokens(document => this.wait(document)));
    this.#store.add(
      vscode.workspace.onDidCloseTextDocument(document => {
        clearTimeout(this.#waiting.get(document));
        this.#waiting.delete(document);
        work.forget(document);
      }),
    );
  }

  /** Looks at the document when it has been quiet from now on. */
  wait(document: vscode.TextDocument): void {
    clearTimeout(this.#waiting.get(document));
    const timer = setTimeout(() => {
      this.#waiting.delete(document);
      this.work.look(document).catch(reportFailure);
    }, this.work.quietTime);
    this.#waiting.set(document, timer);
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#store.dispose();
  }
}
