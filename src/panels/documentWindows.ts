import { errorText } from '../base/foreignText';
import type * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import type { FocusedToken } from '../host/focusedToken';
import type { FollowedDocument } from '../host/followedDocument';
import { specialTokensOf, tokenizerOf, writeSetting } from '../host/settings';
import { textOfTokens } from '../host/tokenSpans';
import type { DocumentTints, ShownWindows, WindowTints } from '../host/windowTints';
import type { TokenSpan, WindowsState } from '../protocol/windowsPanel';
import type { TokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf, ResultOf } from '../rpc/method';
import type { PanelDocument } from './panelSubject';
import type { SourceCursor, WindowsQuery, WindowsSource } from './windowsSource';

/** UTF-16 units of a token's text that are shown. */
const shownText = 40;

/** An open document as what windows are cut from; it is found again when it is closed and opened. */
export class DocumentWindows implements WindowsSource {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #cursorMoved = this.#store.add(new Emitter<SourceCursor | undefined>());
  readonly #pointed = this.#store.add(new Emitter<TokenSpan | undefined>());
  readonly #tints: DocumentTints;
  readonly onDidChange = this.#changed.event;
  readonly onDidMoveCursor = this.#cursorMoved.event;
  readonly onDidPoint = this.#pointed.event;
  readonly onDidRename: Event<void>;
  #looking = 0;
  #pointing = 0;
  #hearing = 0;

  constructor(
    private readonly subject: PanelDocument<vscode.TextDocument>,
    private readonly follower: DocumentFollower,
    private readonly focused: FocusedToken,
    tints: WindowTints,
  ) {
    this.#store.add(subject);
    this.#tints = this.#store.add(tints.ofDocument(() => this.#document));
    this.#store.add({ dispose: () => focused.point(this, undefined) });
    this.#store.add(
      follower.onDidChangeTokens(changed => {
        if (changed === this.#document) this.#changed.fire();
      }),
    );
    this.#store.add(
      focused.onDidMoveCursor(moved => {
        if (moved === this.#document) this.sendCursor().catch(reportFailure);
      }),
    );
    this.#store.add(
      focused.onDidPoint(pointed => {
        if (pointed === this.#document) this.#hear().catch(reportFailure);
      }),
    );
    this.onDidRename = subject.onDidRename;
    this.#store.add(subject.onDidChange(() => this.#changed.fire()));
  }

  get uri(): string {
    return this.subject.uri;
  }

  get title(): string {
    return this.subject.title;
  }

  get status(): WindowsState['status'] {
    if (this.subject.isClosed) return 'closed';
    if (this.message !== undefined) return 'failed';
    return this.#tokens?.isCurrent === true ? 'ready' : 'loading';
  }

  /** Why there are no tokens, and will be none under this tokenizer. */
  get message(): string | undefined {
    const problem = this.#tokens?.problem;
    return problem === undefined ? undefined : errorText(problem);
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

  async sendCursor(): Promise<void> {
    const offset = this.focused.cursorOf(this.#document);
    if (offset === undefined) return;
    const turn = ++this.#looking;
    const segment = await this.#tokens?.ask('segment', { offset });
    if (turn !== this.#looking || this.#store.isDisposed) return;
    this.#cursorMoved.fire(
      segment === undefined || segment.tokens.length === 0
        ? undefined
        : { index: segment.first, text: segment.text.slice(0, shownText) },
    );
  }

  async reveal(at: TokenSpan): Promise<void> {
    const document = this.#document;
    const span = await textOfTokens(this.#tokens, at);
    if (span !== undefined) await this.focused.choose(document, span);
  }

  async point(at: TokenSpan | undefined): Promise<void> {
    const turn = ++this.#pointing;
    const document = this.#document;
    const span = at === undefined ? undefined : await textOfTokens(this.#tokens, at);
    if (turn !== this.#pointing || this.#store.isDisposed) return;
    this.focused.point(this, span && { document, span });
  }

  mark(shown: ShownWindows): void {
    this.#tints.show(shown);
  }

  async setSpecialTokens(policy: WindowsState['specialTokens']): Promise<void> {
    await writeSetting('specialTokens', policy, this.#document);
  }

  reopen(): Promise<void> {
    return this.subject.reopen(true);
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Says which tokens another panel points at. */
  async #hear(): Promise<void> {
    const turn = ++this.#hearing;
    const span = this.focused.pointedIn(this.#document, this);
    const tokens = span === undefined ? undefined : await this.#tokens?.ask('tokenRange', span);
    if (turn === this.#hearing && !this.#store.isDisposed) this.#pointed.fire(tokens);
  }

  get #document(): vscode.TextDocument {
    return this.subject.current;
  }

  get #tokens(): FollowedDocument | undefined {
    return this.follower.follow(this.#document);
  }
}
