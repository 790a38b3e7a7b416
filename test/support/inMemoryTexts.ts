import { Emitter } from '../../src/base/event';
import type { TextDocument, TextEdit, Texts } from '../../src/host/texts';

/** A document as a text editor keeps it: its text, a version that grows, and a language mode. */
export class InMemoryDocument implements TextDocument {
  version = 1;
  isClosed = false;

  constructor(
    public text: string,
    public languageId = 'plaintext',
    readonly uri = { scheme: 'file' },
  ) {}
}

/** An editor that shows a document; as in VS Code, showing the document again makes another one. */
export class InMemoryEditor {
  selections: { readonly start: number; readonly end: number }[] = [];
  constructor(readonly document: InMemoryDocument) {}
}

/** Open documents, their editors and the settings of a window, as VS Code has them and with its order of events. */
export class InMemoryWindow implements Texts<InMemoryDocument> {
  readonly #text = new Emitter<{ readonly document: InMemoryDocument; readonly contentChanges: readonly TextEdit[] }>();
  readonly #opened = new Emitter<InMemoryDocument>();
  readonly #closed = new Emitter<InMemoryDocument>();
  readonly #visible = new Emitter<void>();
  readonly #active = new Emitter<void>();
  readonly #tokenizer = new Emitter<void>();
  readonly #selection = new Emitter<InMemoryEditor>();
  readonly onDidChangeText = this.#text.event;
  readonly onDidOpen = this.#opened.event;
  readonly onDidClose = this.#closed.event;
  readonly onDidChangeVisible = this.#visible.event;
  readonly onDidChangeVisibleTextEditors = this.#visible.event;
  readonly onDidChangeActiveTextEditor = this.#active.event;
  readonly onDidChangeTokenizer = this.#tokenizer.event;
  readonly selections = {
    of: ({ selections }: InMemoryEditor) => selections.filter(({ start, end }) => start < end),
    onDidChange: this.#selection.event,
  };
  visibleTextEditors: InMemoryEditor[] = [];
  activeTextEditor: InMemoryEditor | undefined;
  #settings = new Map<string, string>();

  /** @param sliceLength more units than these are never read at once */
  constructor(private readonly sliceLength = Infinity) {}

  visible(): InMemoryDocument[] {
    return this.visibleTextEditors.map(({ document }) => document);
  }

  read({ text }: InMemoryDocument, offset: number, length: number): string {
    let end = Math.min(text.length, offset + Math.min(length, this.sliceLength));
    if (text[end - 1] === '\r' && text[end] === '\n') end--;
    return text.slice(offset, end);
  }

  /** A language's own setting, or the general one. */
  tokenizerOf({ languageId }: InMemoryDocument): string {
    return this.#settings.get(languageId) ?? this.#settings.get('') ?? 'gpt2';
  }

  specialTokensOf(): 'encode' {
    return 'encode';
  }

  /** Opens an editor beside the others and puts it in front. */
  show(document: InMemoryDocument): InMemoryEditor {
    const editor = new InMemoryEditor(document);
    this.#opened.fire(document);
    this.visibleTextEditors = [...this.visibleTextEditors, editor];
    this.#visible.fire();
    this.focus(editor);
    return editor;
  }

  /** Opens an editor in place of all others without the focus, as a panel does that goes to a place in a file. */
  reveal(document: InMemoryDocument): InMemoryEditor {
    const editor = new InMemoryEditor(document);
    this.#opened.fire(document);
    this.visibleTextEditors = [];
    this.#visible.fire();
    this.visibleTextEditors = [editor];
    this.#visible.fire();
    return editor;
  }

  /** Takes a document's editors away; the document stays open. */
  hide(document: InMemoryDocument): void {
    if (this.activeTextEditor?.document === document) this.focus(undefined);
    this.visibleTextEditors = this.visibleTextEditors.filter(editor => editor.document !== document);
    this.#visible.fire();
  }

  /** @param editor nothing: a panel has the focus */
  focus(editor: InMemoryEditor | undefined): void {
    this.activeTextEditor = editor;
    this.#active.fire();
  }

  select(editor: InMemoryEditor, ...selections: { readonly start: number; readonly end: number }[]): void {
    editor.selections = selections;
    this.#selection.fire(editor);
  }

  /** @param edits as VS Code reports them: the last place first */
  edit(document: InMemoryDocument, ...edits: TextEdit[]): void {
    for (const { rangeOffset, rangeLength, text } of edits)
      document.text = document.text.slice(0, rangeOffset) + text + document.text.slice(rangeOffset + rangeLength);
    document.version++;
    this.#text.fire({ document, contentChanges: edits });
  }

  close(document: InMemoryDocument): void {
    document.isClosed = true;
    this.#closed.fire(document);
    this.hide(document);
  }

  setLanguage(document: InMemoryDocument, languageId: string): void {
    this.#closed.fire(document);
    document.languageId = languageId;
    this.#opened.fire(document);
  }

  /** @param languageId nothing: the general setting */
  setTokenizer(tokenizer: string, languageId = ''): void {
    this.#settings.set(languageId, tokenizer);
    this.#tokenizer.fire();
  }
}
