import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { TokenizerClient } from '../worker/client';
import { FollowedDocument } from './followedDocument';
import { affects, specialTokensOf, tokenizerOf } from './settings';

/** Documents of these schemes are VS Code's own surfaces, not somebody's text. */
const ignoredSchemes = new Set(['output', 'vscode-scm', 'comment', 'debug', 'search-editor']);

/**
 * Which documents the tokenizer worker holds: those that have been visible since they were opened, or that somebody asked for.
 * They are forgotten when they close.
 */
export class DocumentFollower implements Disposable {
  readonly #client: TokenizerClient;
  readonly #store = new DisposableStore();
  readonly #followed = new Map<vscode.TextDocument, FollowedDocument>();
  readonly #changed = this.#store.add(new Emitter<vscode.TextDocument>());
  readonly #failed = this.#store.add(new Emitter<Error>());
  /** A document's tokens follow its present text: ask again for what is shown of it. */
  readonly onDidChangeTokens = this.#changed.event;
  readonly onDidFail = this.#failed.event;
  #nextId = 0;

  constructor(client: TokenizerClient) {
    this.#client = client;
    this.#store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#followed.get(document)?.edit(contentChanges);
      }),
    );
    this.#store.add(vscode.workspace.onDidCloseTextDocument(document => this.#forget(document)));
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#followVisible()));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, 'tokenizer', 'specialTokens')) this.#reopenWithNewTokenizer();
      }),
    );
    this.#store.add(
      client.onDidRestart(() => {
        for (const followed of this.#followed.values()) followed.open(this.#nextId++);
      }),
    );
    this.#followVisible();
  }

  /** The document's tokens; nothing for surfaces that are not somebody's text. */
  follow(document: vscode.TextDocument): FollowedDocument | undefined {
    if (ignoredSchemes.has(document.uri.scheme) || document.isClosed) return undefined;
    let followed = this.#followed.get(document);
    if (followed === undefined) {
      followed = new FollowedDocument(document, tokenizerOf(document), specialTokensOf(document), this.#client, {
        changed: ({ document }) => this.#changed.fire(document),
        failed: error => this.#failed.fire(error),
      });
      this.#followed.set(document, followed);
      followed.open(this.#nextId++);
    }
    return followed;
  }

  dispose(): void {
    for (const document of [...this.#followed.keys()]) this.#forget(document);
    this.#store.dispose();
  }

  #followVisible(): void {
    for (const { document } of vscode.window.visibleTextEditors) this.follow(document);
  }

  #forget(document: vscode.TextDocument): void {
    this.#followed.get(document)?.close();
    this.#followed.delete(document);
  }

  #reopenWithNewTokenizer(): void {
    for (const followed of [...this.#followed.values()]) {
      const { document, tokenizer, specialTokens } = followed;
      if (tokenizerOf(document) === tokenizer && specialTokensOf(document) === specialTokens) continue;
      this.#forget(followed.document);
      this.follow(followed.document);
    }
  }
}
