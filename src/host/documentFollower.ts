import type * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { FollowedDocument, type DocumentClient } from './followedDocument';
import { isSomebodysText, type TextDocument, type Texts } from './texts';

/**
 * Which documents the tokenizer worker holds: those that have been visible since they were opened, or that somebody asked for.
 * They are forgotten when they close.
 */
export class DocumentFollower<D extends TextDocument = vscode.TextDocument> implements Disposable {
  readonly #store = new DisposableStore();
  readonly #followed = new Map<D, FollowedDocument<D>>();
  readonly #changed = this.#store.add(new Emitter<D>());
  readonly #failed = this.#store.add(new Emitter<Error>());
  /** A document's tokens follow its present text: ask again for what is shown of it. */
  readonly onDidChangeTokens = this.#changed.event;
  readonly onDidFail = this.#failed.event;
  #nextId = 0;

  constructor(
    private readonly client: DocumentClient & { readonly onDidRestart: Event<void> },
    private readonly texts: Texts<D>,
  ) {
    this.#store.add(
      texts.onDidChangeText(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#followed.get(document)?.edit(contentChanges);
      }),
    );
    this.#store.add(texts.onDidClose(document => this.#forget(document)));
    // A change of the language mode, which may name another tokenizer, closes and opens a document that stays visible.
    this.#store.add(texts.onDidOpen(() => this.#followVisible()));
    this.#store.add(texts.onDidChangeVisible(() => this.#followVisible()));
    this.#store.add(texts.onDidChangeTokenizer(() => this.#reopenWithNewTokenizer()));
    this.#store.add(
      client.onDidRestart(() => {
        for (const followed of this.#followed.values()) followed.open(this.#nextId++);
      }),
    );
    this.#followVisible();
  }

  /** The document's tokens; nothing for surfaces that are not somebody's text. */
  follow(document: D): FollowedDocument<D> | undefined {
    if (!isSomebodysText(document)) return undefined;
    let followed = this.#followed.get(document);
    if (followed === undefined) {
      const { client, texts } = this;
      const [tokenizer, specialTokens] = [texts.tokenizerOf(document), texts.specialTokensOf(document)];
      followed = new FollowedDocument(
        document,
        tokenizer,
        specialTokens,
        { client, texts },
        {
          changed: ({ document }) => this.#changed.fire(document),
          failed: error => this.#failed.fire(error),
        },
      );
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
    for (const document of this.texts.visible()) this.follow(document);
  }

  #forget(document: D): void {
    this.#followed.get(document)?.close();
    this.#followed.delete(document);
  }

  #reopenWithNewTokenizer(): void {
    for (const followed of [...this.#followed.values()]) {
      const { document, tokenizer, specialTokens } = followed;
      if (this.texts.tokenizerOf(document) === tokenizer && this.texts.specialTokensOf(document) === specialTokens)
        continue;
      this.#forget(document);
      this.follow(document);
    }
  }
}
