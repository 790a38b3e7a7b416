import type * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import type { Editors } from './activeText';
import type { TextDocument, Texts } from './texts';
import type { TextSpan } from './tokenSpans';

/** The cursors of a window's editors: a port, so that tests need no VS Code. */
export interface Cursors<D extends TextDocument, E> {
  /** Where the selection of an editor begins, as a UTF-16 offset. */
  offsetOf(editor: E): number;
  /** Selects a part of a document in an editor that shows it, or in a new one, and leaves the focus where it is. */
  select(document: D, span: TextSpan): Promise<void>;
  readonly onDidMove: Event<E>;
}

/** What the pointer is at, and the panel that it is in. */
interface Pointed<D> {
  readonly document: D;
  readonly span: TextSpan;
  readonly by: object;
}

/**
 * Which token is in focus: in each document the one at the cursor, and in one document of all the one that the pointer is at in some
 * panel. Editors and panels derive from it what they mark, so that pointing at a token in one panel marks it everywhere.
 *
 * It speaks of places in the text, and each panel finds its own tokens there. What is chosen in a panel is selected in the text, so the
 * cursor is there afterwards. An edit ends pointing: what was pointed at may be no token any longer.
 */
export class FocusedToken<
  D extends TextDocument = vscode.TextDocument,
  E extends { readonly document: D } = vscode.TextEditor & { readonly document: D },
> implements Disposable {
  readonly #store = new DisposableStore();
  readonly #moved = this.#store.add(new Emitter<D>());
  readonly #pointedChanged = this.#store.add(new Emitter<D>());
  /** The cursor of this document has moved. */
  readonly onDidMoveCursor = this.#moved.event;
  /** What is pointed at in this document is another part of it, or nothing. */
  readonly onDidPoint = this.#pointedChanged.event;
  /** Of several editors that show a document, the one whose cursor moved last. */
  readonly #moving = new WeakMap<D, E>();
  #pointed: Pointed<D> | undefined;

  constructor(
    private readonly editors: Pick<Editors<E>, 'visibleTextEditors'>,
    private readonly cursors: Cursors<D, E>,
    texts: Pick<Texts<D>, 'onDidChangeText' | 'onDidClose'>,
  ) {
    this.#store.add(
      cursors.onDidMove(editor => {
        this.#moving.set(editor.document, editor);
        this.#moved.fire(editor.document);
      }),
    );
    this.#store.add(
      texts.onDidChangeText(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.#forget(document);
      }),
    );
    this.#store.add(texts.onDidClose(document => this.#forget(document)));
  }

  /** Where the cursor of a document is, as a UTF-16 offset; nothing if no editor shows it. */
  cursorOf(document: D): number | undefined {
    const shown = this.editors.visibleTextEditors.filter(editor => editor.document === document);
    const moving = this.#moving.get(document);
    const editor = moving !== undefined && shown.includes(moving) ? moving : shown[0];
    return editor === undefined ? undefined : this.cursors.offsetOf(editor);
  }

  /**
   * What is pointed at in a document.
   *
   * @param except the panel that asks: where the pointer is in it, it has marked the token already
   */
  pointedIn(document: D, except?: object): TextSpan | undefined {
    const pointed = this.#pointed;
    return pointed?.document === document && pointed.by !== except ? pointed.span : undefined;
  }

  /**
   * The pointer is at a token in a panel.
   *
   * @param by the panel
   * @param at nothing: it has left this panel; where it is in another one already, that stays
   */
  point(by: object, at: { readonly document: D; readonly span: TextSpan } | undefined): void {
    const before = this.#pointed;
    if (at === undefined && before?.by !== by) return;
    this.#pointed = at === undefined ? undefined : { ...at, by };
    if (before !== undefined && before.document !== at?.document) this.#pointedChanged.fire(before.document);
    if (at !== undefined) this.#pointedChanged.fire(at.document);
  }

  /** A token was chosen in a panel: the editor goes there. */
  choose(document: D, span: TextSpan): Promise<void> {
    return this.cursors.select(document, span);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #forget(document: D): void {
    if (this.#pointed?.document !== document) return;
    this.#pointed = undefined;
    this.#pointedChanged.fire(document);
  }
}
