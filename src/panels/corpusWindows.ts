import * as vscode from 'vscode';
import { errorText } from '../base/foreignText';
import { CancellationSource, isCancellation, type CancellationToken } from '../base/cancellation';
import { DisposableStore } from '../base/disposable';
import { Emitter } from '../base/event';
import { isString, object, type Validated } from '../base/validator';
import { reportFailure } from '../host/failures';
import { messageOf, say, showWarning, withProgress } from '../host/messages';
import type { TintedDocuments } from '../host/tintedDocuments';
import { PlaceMarks, type FilePlace } from '../editor/placeMarks';
import { affects, specialTokensOf, tokenizerOf, writeSetting } from '../host/settings';
import { showText } from '../host/showText';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { ShownWindows } from '../editor/windowMarks';
import { corpusSelection, type CorpusChanges, type CorpusSummary } from '../protocol/corpus';
import type { TokenizerMethods } from '../protocol/tokenizer';
import type { CorpusFacts, TokenSpan, WindowsState } from '../protocol/windowsPanel';
import type { ParamsOf, ResultOf } from '../rpc/method';
import type { TokenizerClient } from '../worker/client';
import type { SourceCursor, WindowsQuery, WindowsSource } from './windowsSource';

/** Which files a corpus consists of, and what it is called. */
export const corpusDefinition = object({ title: isString, selection: corpusSelection });
export type CorpusDefinition = Validated<typeof corpusDefinition>;

/** Corpora have a worker of their own: reading a gigabyte never delays what somebody types. */
let nextDocument = 1;
const count = new Intl.NumberFormat('en-US');
const mostNamed = 5;
/** Milliseconds without an event of the disk after which it is looked at: a build writes many files. */
const settleTime = 500;

/** Several files as what windows are cut from: read from the disk, not from editors, and again when somebody asks for it. */
export class CorpusWindows implements WindowsSource {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #cursorMoved = this.#store.add(new Emitter<SourceCursor | undefined>());
  readonly #marks: PlaceMarks;
  readonly onDidChange = this.#changed.event;
  readonly onDidMoveCursor = this.#cursorMoved.event;
  readonly title: string;
  readonly #scope: vscode.Uri;
  #reading: CancellationSource | undefined;
  #document: number | undefined;
  #summary: CorpusSummary | undefined;
  #changes: CorpusChanges | undefined;
  #comparing: NodeJS.Timeout | undefined;
  #status: WindowsState['status'] = 'loading';
  #message: string | undefined;
  #pointing = 0;
  #marking = 0;
  #looking = 0;

  constructor(
    readonly uri: string,
    readonly definition: CorpusDefinition,
    private readonly client: TokenizerClient,
    private readonly active: ActiveEditor,
    tints: TintedDocuments,
  ) {
    this.#marks = this.#store.add(new PlaceMarks(tints));
    this.title = definition.title;
    this.#scope = vscode.Uri.file(definition.selection.base);
    this.#store.add(client.onDidRestart(() => void this.read()));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, 'tokenizer', 'specialTokens')) void this.read();
      }),
    );
    this.#store.add(vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => void this.#lookAt(textEditor)));
    this.#watch();
    this.#store.add({ dispose: () => this.#forget() });
    void this.read();
  }

  get status(): WindowsState['status'] {
    return this.#status;
  }

  get message(): string | undefined {
    return this.#message;
  }

  get tokenizer(): string {
    return tokenizerOf({ uri: this.#scope, languageId: 'plaintext' });
  }

  get specialTokens(): WindowsState['specialTokens'] {
    return specialTokensOf({ uri: this.#scope, languageId: 'plaintext' });
  }

  get corpus(): CorpusFacts {
    const { files = 0, separator, skipped = [], skippedCount = 0 } = this.#summary ?? {};
    return { files, separator, skipped, skippedCount, changes: this.#changes };
  }

  /** Reads the files, anew if they were read before, with progress, until it is done or given up. */
  async read(): Promise<void> {
    this.#forget();
    const reading = (this.#reading = new CancellationSource());
    const document = nextDocument++;
    this.#set('loading');
    try {
      const summary = await this.#readWithProgress(document, reading.token);
      if (this.#reading !== reading) return;
      this.#document = document;
      this.#summary = summary;
      if (summary.files > 0) this.#set('ready');
      else this.#set('failed', nothingRead(this.title, summary));
    } catch (error) {
      if (this.#reading !== reading) return;
      this.#set('failed', isCancellation(error) ? `Reading ${this.title} was cancelled.` : errorText(error));
    }
  }

  async ask<K extends WindowsQuery>(
    name: K,
    params: Omit<ParamsOf<TokenizerMethods[K]>, 'document'>,
  ): Promise<ResultOf<TokenizerMethods[K]> | undefined> {
    const document = this.#document;
    if (document === undefined) return undefined;
    const answer = await this.client.call(name, { ...params, document } as unknown as ParamsOf<TokenizerMethods[K]>);
    return document === this.#document ? answer : undefined;
  }

  /** The worker's number of this corpus, once it is read. */
  get document(): number {
    if (this.#document === undefined) throw new Error(`${this.title} is still being read. Try again in a moment.`);
    return this.#document;
  }

  async sendCursor(): Promise<void> {
    const { editor } = this.active;
    if (editor !== undefined) await this.#lookAt(editor);
  }

  async reveal(at: TokenSpan): Promise<void> {
    try {
      const place = await this.#placeOf(at);
      if (place === undefined) return;
      await showText(vscode.Uri.file(place.path), { selection: place.range, preserveFocus: true });
    } catch (error) {
      const again = 'Read Again';
      if ((await showWarning(messageOf(error), again)) === again) await this.read();
    }
  }

  async point(at: TokenSpan | undefined): Promise<void> {
    const turn = ++this.#pointing;
    const place = at === undefined ? undefined : await this.#placeOf(at).catch(() => undefined);
    if (turn === this.#pointing && !this.#store.isDisposed) this.#marks.set('pointed', place);
  }

  mark({ mode, current }: ShownWindows): void {
    const turn = ++this.#marking;
    const shown = mode === 'none' ? undefined : current;
    const target = shown === undefined ? undefined : { first: shown.last, last: shown.last + 1 };
    const find = async (at: TokenSpan | undefined): Promise<FilePlace | undefined> =>
      at === undefined ? undefined : this.#placeOf(at).catch(() => undefined);
    void Promise.all([find(shown), find(target)]).then(([window, next]) => {
      if (turn !== this.#marking || this.#store.isDisposed) return;
      this.#marks.set('window', window);
      this.#marks.set('target', next);
    });
  }

  async setSpecialTokens(policy: WindowsState['specialTokens']): Promise<void> {
    await writeSetting('specialTokens', policy, this.#scope);
  }

  reopen(): Promise<void> {
    return this.read();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #forget(): void {
    const document = this.#document;
    this.#reading?.cancel();
    this.#reading = undefined;
    this.#document = undefined;
    this.#summary = undefined;
    this.#changes = undefined;
    clearTimeout(this.#comparing);
    if (document !== undefined) this.client.call('close', { document }).catch(reportFailure);
  }

  /** Says when the files on the disk are no longer those that were read. */
  #watch(): void {
    const everything = new vscode.RelativePattern(this.#scope, '**');
    const watcher = this.#store.add(vscode.workspace.createFileSystemWatcher(everything));
    const compareSoon = (): void => {
      clearTimeout(this.#comparing);
      this.#comparing = setTimeout(() => void this.#compare().catch(reportFailure), settleTime);
    };
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      this.#store.add(event(compareSoon));
  }

  async #compare(): Promise<void> {
    const document = this.#document;
    if (document === undefined) return;
    const changes = await this.client.call('corpusChanges', { document });
    if (document !== this.#document || this.#store.isDisposed) return;
    const isAny = changes.changed + changes.added + changes.removed > 0;
    if (!isAny && this.#changes === undefined) return;
    this.#changes = isAny ? changes : undefined;
    this.#changed.fire();
  }

  #set(status: WindowsState['status'], message?: string): void {
    this.#status = status;
    this.#message = message;
    if (!this.#store.isDisposed) this.#changed.fire();
  }

  async #readWithProgress(document: number, stopped: CancellationToken): Promise<CorpusSummary> {
    const { selection } = this.definition;
    const params = { document, tokenizer: this.tokenizer, specialTokens: this.specialTokens, selection };
    return withProgress(say`Reading ${this.title}`, async (report, pressed) => {
      const source = new CancellationSource();
      const cancel = (): void => source.cancel();
      const subscriptions = [pressed.onCancellationRequested(cancel), stopped.onCancellationRequested(cancel)];
      try {
        return await this.client.call('openCorpus', params, {
          token: source.token,
          onProgress: ({ files, of, bytes }) => {
            const fraction = of === 0 ? 0 : files / of;
            const message =
              of === 0
                ? say`${count.format(files)} files found`
                : say`${count.format(files)} of ${count.format(of)} files, ${(bytes / 1e6).toFixed(1)} MB`;
            report(fraction, message);
          },
        });
      } finally {
        for (const subscription of subscriptions) subscription.dispose();
      }
    });
  }

  async #placeOf(at: TokenSpan): Promise<FilePlace | undefined> {
    const document = this.#document;
    if (document === undefined) return undefined;
    const { path, start, end } = await this.client.call('corpusPlace', { document, ...at });
    return { path, range: new vscode.Range(start.line, start.character, end.line, end.character) };
  }

  /** A file of the corpus in an editor: which token its cursor is in. Text that is not saved is not what was read. */
  async #lookAt({ document, selection }: vscode.TextEditor): Promise<void> {
    const turn = ++this.#looking;
    const corpus = this.#document;
    if (corpus === undefined || document.uri.scheme !== 'file') return;
    const { line, character } = selection.start;
    const token = document.isDirty
      ? undefined
      : await this.client
          .call('corpusToken', { document: corpus, path: document.uri.fsPath, line, character })
          .catch(() => undefined);
    if (turn === this.#looking && !this.#store.isDisposed) this.#cursorMoved.fire(token);
  }
}

function nothingRead(title: string, { skipped, skippedCount }: CorpusSummary): string {
  if (skippedCount === 0) return `There is no file in ${title}.`;
  const named = skipped.slice(0, mostNamed).map(({ name, reason }) => `${name} ${reason}`);
  const more = skippedCount - named.length;
  return `There is no text in ${title}: ${named.join('; ')}${more > 0 ? `; and ${count.format(more)} more` : ''}.`;
}
