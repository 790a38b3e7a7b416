import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import { Emitter } from '../base/event';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import type { FollowedDocument } from '../host/followedDocument';
import { specialTokensOf, tokenizerOf, writeSetting } from '../host/settings';
import { showText } from '../host/showText';
import type { TintedDocuments } from '../host/tintedDocuments';
import { WindowMarks, type ShownWindows } from '../editor/windowMarks';
import type { TokenSpan, WindowsState } from '../protocol/windowsPanel';
import type { TokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf, ResultOf } from '../rpc/method';
import { revealRange, titleOf } from './panelHost';
import type { SourceCursor, WindowsQuery, WindowsSource } from './windowsSource';

/** UTF-16 units of a token's text that are shown. */
const shownText = 40;

/** An open document as what windows are cut from; it is found again when it is closed and opened. */
export class DocumentWindows implements WindowsSource {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #cursorMoved = this.#store.add(new Emitter<SourceCursor | undefined>());
  readonly #marks: WindowMarks;
  readonly onDidChange = this.#changed.event;
  readonly onDidMoveCursor = this.#cursorMoved.event;
  #document: vscode.TextDocument;

  constructor(
    document: vscode.TextDocument,
    private readonly follower: DocumentFollower,
    tints: TintedDocuments,
  ) {
    this.#document = document;
    this.#marks = this.#store.add(new WindowMarks(follower, () => this.#document, tints));
    const { workspace, window } = vscode;
    this.#store.add(
      follower.onDidChangeTokens(changed => {
        if (changed === this.#document) this.#changed.fire();
      }),
    );
    this.#store.add(
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document === this.#document) this.sendCursor(textEditor).catch(reportFailure);
      }),
    );
    this.#store.add(
      workspace.onDidCloseTextDocument(closed => {
        if (closed === this.#document) this.#changed.fire();
      }),
    );
    this.#store.add(
      workspace.onDidOpenTextDocument(opened => {
        if (opened.uri.toString() !== this.uri) return;
        this.#document = opened;
        this.#changed.fire();
      }),
    );
  }

  get uri(): string {
    return this.#document.uri.toString();
  }

  get title(): string {
    return titleOf(this.#document);
  }

  get status(): WindowsState['status'] {
    if (this.#document.isClosed) return 'closed';
    return this.#tokens?.isCurrent === true ? 'ready' : 'loading';
  }

  get tokenizer(): string {
    return tokenizerOf(this.#document);
  }

  get specialTokens(): WindowsState['specialTokens'] {
    return specialTokensOf(this.#document);
  }

  async ask<K extends WindowsQuery>(
    name: K,
    params: Omit<ParamsOf<TokenizerMethods[K]>, 'document'>,
  ): Promise<ResultOf<TokenizerMethods[K]> | undefined> {
    return this.#tokens?.ask(name, params);
  }

  async sendCursor(editor = editorOf(this.#document)): Promise<void> {
    if (editor === undefined) return;
    const offset = this.#document.offsetAt(editor.selection.start);
    const segment = await this.#tokens?.ask('segment', { offset });
    if (this.#store.isDisposed) return;
    this.#cursorMoved.fire(
      segment === undefined || segment.tokens.length === 0
        ? undefined
        : { index: segment.first, text: segment.text.slice(0, shownText) },
    );
  }

  async reveal(at: TokenSpan): Promise<void> {
    const range = await this.#marks.rangeOf(at);
    if (range === undefined) return;
    const document = this.#document;
    await revealRange(document, document.offsetAt(range.start), document.offsetAt(range.end));
  }

  point(at: TokenSpan | undefined): Promise<void> {
    return this.#marks.point(at);
  }

  mark(shown: ShownWindows): void {
    this.#marks.show(shown);
  }

  async setSpecialTokens(policy: WindowsState['specialTokens']): Promise<void> {
    await writeSetting('specialTokens', policy, this.#document);
  }

  async reopen(): Promise<void> {
    await showText(this.#document.uri);
  }

  dispose(): void {
    this.#store.dispose();
  }

  get #tokens(): FollowedDocument | undefined {
    return this.follower.follow(this.#document);
  }
}

function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(editor => editor.document === document);
}
