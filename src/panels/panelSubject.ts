import type { Disposable } from '../base/disposable';
import { DisposableStore } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { titleOf } from '../host/documentTitle';
import { movedUri, type Move } from '../host/movedUri';
import type { TextDocument, Texts } from '../host/texts';

/** What a panel is about. It ends with the panel. */
export interface PanelSubject extends Disposable {
  /** What its panel is found by, now and after a reload of the window. */
  readonly uri: string;
  readonly title: string;
  /** It has another `uri` and another title from now on: its file was renamed or moved. */
  readonly onDidRename: Event<void>;
}

/** A document that has a name; VS Code's `TextDocument` does. */
export interface NamedDocument extends TextDocument {
  readonly uri: { readonly scheme: string; readonly path: string; toString(): string };
}

/** Documents as a panel follows them: a port, so that tests need no VS Code. */
export interface PanelTexts<D extends NamedDocument> extends Pick<Texts<D>, 'onDidOpen' | 'onDidClose'> {
  /** Opens the document with this URI, without an editor. */
  open(uri: string): Promise<D>;
  /** Shows a document in an editor. */
  show(document: D, takesFocus: boolean): Promise<void>;
  /** Files and folders have other URIs now. */
  readonly onDidRename: Event<readonly Move[]>;
}

/**
 * A document that a panel is about, whatever happens to it: closed, it waits until it is opened again; renamed, or in a folder that was,
 * it is the document with the new name.
 */
export class PanelDocument<D extends NamedDocument> implements PanelSubject {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #renamed = this.#store.add(new Emitter<void>());
  /** It was closed, opened again or renamed. */
  readonly onDidChange = this.#changed.event;
  readonly onDidRename = this.#renamed.event;
  #document: D;

  /** @param failed hears why a document could not be opened under its new name */
  constructor(
    document: D,
    private readonly texts: PanelTexts<D>,
    failed: (error: unknown) => void,
  ) {
    this.#document = document;
    this.#store.add(
      texts.onDidClose(closed => {
        if (closed === this.#document) this.#changed.fire();
      }),
    );
    this.#store.add(
      texts.onDidOpen(opened => {
        if (opened.uri.toString() !== this.uri) return;
        this.#document = opened;
        this.#changed.fire();
      }),
    );
    this.#store.add(
      texts.onDidRename(moves => {
        const uri = movedUri(this.uri, moves);
        if (uri !== undefined) this.#rename(uri).catch(failed);
      }),
    );
  }

  /** The document at present. */
  get current(): D {
    return this.#document;
  }

  get uri(): string {
    return this.#document.uri.toString();
  }

  get title(): string {
    return titleOf(this.#document);
  }

  /** Closed, and not only for the moment in which its language mode changes. */
  get isClosed(): boolean {
    return this.#document.isClosed;
  }

  /** Goes to the document in an editor; opens it again if it was closed. */
  async reopen(takesFocus: boolean): Promise<void> {
    await this.texts.show(await this.texts.open(this.uri), takesFocus);
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #rename(uri: string): Promise<void> {
    const document = await this.texts.open(uri);
    if (this.#store.isDisposed) return;
    this.#document = document;
    this.#renamed.fire();
    this.#changed.fire();
  }
}
