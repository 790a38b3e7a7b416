import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { legible } from '../base/foreignText';
import { keyError } from '../base/keyError';
import type { DocumentFollower } from '../host/documentFollower';
import type { UnknownWordsMessage } from '../protocol/tokenizer';
import { SettledDocuments } from './settledDocuments';

/** Places that are marked in a document. */
const mostPlaces = 1000;
/** Milliseconds that a document's tokens stay the same before its words are marked: while somebody types, half words come and go. */
const quietTime = 300;

/** An error at each word that the chapter's SimpleTokenizerV1 does not have, where `encode(text)` fails with a KeyError. */
export class UnknownWordDiagnostics implements Disposable {
  readonly #store = new DisposableStore();
  readonly #collection = this.#store.add(vscode.languages.createDiagnosticCollection('tokenscope'));

  constructor(private readonly follower: DocumentFollower) {
    this.#store.add(
      new SettledDocuments(follower, {
        quietTime,
        look: document => this.#update(document),
        forget: document => this.#collection.delete(document.uri),
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #update(document: vscode.TextDocument): Promise<void> {
    const found = await this.follower.follow(document)?.ask('unknownWords', { mostPlaces });
    if (found === undefined || this.#store.isDisposed) return;
    if (!found.isPossible || found.token !== undefined || found.total === 0) this.#collection.delete(document.uri);
    else this.#collection.set(document.uri, diagnosticsOf(document, found));
  }
}

function diagnosticsOf(document: vscode.TextDocument, { words }: UnknownWordsMessage): vscode.Diagnostic[] {
  return words.flatMap(({ word, length, offsets }) =>
    Array.from(offsets, offset => {
      const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
      const message = `${keyError(legible(word))}\nThe vocabulary does not have this word: encode(text) fails at the first one. SimpleTokenizerV2 counts it as <|unk|>.`;
      const diagnostic = new vscode.Diagnostic(range, message, vscode.DiagnosticSeverity.Error);
      diagnostic.source = 'Tokenscope';
      diagnostic.code = 'KeyError';
      return diagnostic;
    }),
  );
}
