import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { isSomebodysText, type TextDocument } from './texts';

interface TextEditor<D extends TextDocument> {
  readonly document: D;
}

/** The editors of a window; `vscode.window` has it. */
export interface Editors<E> {
  readonly activeTextEditor: E | undefined;
  readonly visibleTextEditors: readonly E[];
  readonly onDidChangeActiveTextEditor: Event<unknown>;
  readonly onDidChangeVisibleTextEditors: Event<unknown>;
}

/**
 * Which text is meant where nobody names one: by a command of the palette, by the status bar, by a panel.
 *
 * It is the text in front. While something that is no text has the focus (a panel, the walkthrough, the output), it stays the last one
 * that was, as long as it is open; unless that is out of sight and another text comes into sight, because a panel went there. Where no
 * text was in front yet, as after a reload into a panel, it is the first one that can be seen.
 */
export class ActiveText<D extends TextDocument, E extends TextEditor<D>> implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  /** Another text is active, or the same one has come into sight or gone out of it. */
  readonly onDidChange = this.#changed.event;
  #last: E | undefined;
  #shown: E | undefined;
  #seen = new Set<D>();

  constructor(private readonly editors: Editors<E>) {
    const update = (): void => this.#update();
    this.#store.add(editors.onDidChangeActiveTextEditor(update));
    this.#store.add(editors.onDidChangeVisibleTextEditors(update));
    this.#update();
  }

  /** The editor of the active text. Where it cannot be seen at present, its selection is what it was when it could. */
  get editor(): E | undefined {
    const { activeTextEditor: front, visibleTextEditors: visible } = this.editors;
    if (front !== undefined && isSomebodysText(front.document)) return front;
    const last = this.#last;
    if (last === undefined || !isSomebodysText(last.document))
      return visible.find(({ document }) => isSomebodysText(document));
    // An editor that comes back into sight is another object.
    return visible.includes(last) ? last : (visible.find(({ document }) => document === last.document) ?? last);
  }

  /** The same, if it can be seen. */
  get visibleEditor(): E | undefined {
    const { editor } = this;
    return editor !== undefined && this.editors.visibleTextEditors.includes(editor) ? editor : undefined;
  }

  get document(): D | undefined {
    return this.editor?.document;
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const visible = this.editors.visibleTextEditors.filter(({ document }) => isSomebodysText(document));
    const isOutOfSight = !visible.some(({ document }) => document === this.#last?.document);
    const came = visible.find(({ document }) => !this.#seen.has(document));
    this.#seen = new Set(visible.map(({ document }) => document));
    const before = this.#last;
    if (isOutOfSight && came !== undefined) this.#last = came;
    const { editor: last, visibleEditor: shown } = this;
    if (last === before && shown === this.#shown) return;
    this.#last = last;
    this.#shown = shown;
    this.#changed.fire();
  }
}
