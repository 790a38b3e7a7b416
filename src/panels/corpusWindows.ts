import * as vscode from 'vscode';
import { errorText } from '../base/foreignText';
import { CancellationSource, isCancellation, type CancellationToken } from '../base/cancellation';
import { DisposableStore } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import { reportFailure } from '../host/failures';
import { movedUri, type Move } from '../host/movedUri';
import { messageOf, say, showWarning, withProgress } from '../host/messages';
import type { CorpusDefinition } from '../host/corpusDefinition';
import type { FocusedToken } from '../host/focusedToken';
import type { TextSpan } from '../host/tokenSpans';
import { isFile, type FilePlace, type FileTints, type ShownWindows, type WindowTints } from '../host/windowTints';
import { affects, specialTokensOf, tokenizerOf, writeSetting } from '../host/settings';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { CorpusChanges, CorpusSummary } from '../protocol/corpus';
import type { TokenizerMethods } from '../protocol/tokenizer';
import type { CorpusFacts, TokenSpan, WindowsState } from '../protocol/windowsPanel';
import type { ParamsOf, ResultOf } from '../rpc/method';
import type { TokenizerClient } from '../worker/client';
import { corpusUri } from './corpusUri';
import { movedCorpus } from './movedCorpus';
import type { SourceCursor, WindowsQuery, WindowsSource } from './windowsSource';

/** Corpora have a worker of their own: reading a gigabyte never delays what somebody types. */
let nextDocument = 1;
const count = new Intl.NumberFormat('en-US');
const mostNamed = 5;
/** Milliseconds without an event of the disk after which it is looked at: a build writes many files. */
const settleTime = 500;

interface CorpusParts {
  /** The worker that holds corpora. */
  readonly corpora: TokenizerClient;
  readonly active: ActiveEditor;
  readonly focused: FocusedToken;
  readonly tints: WindowTints;
  readonly onDidMove: Event<readonly Move[]>;
}

/** Several files as what windows are cut from: read from the disk, not from editors, and again when somebody asks for it. */
export class CorpusWindows implements WindowsSource {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly #cursorMoved = this.#store.add(new Emitter<SourceCursor | undefined>());
  readonly #pointed = this.#store.add(new Emitter<TokenSpan | undefined>());
  readonly #tints: FileTints;
  readonly onDidChange = this.#changed.event;
  readonly onDidMoveCursor = this.#cursorMoved.event;
  readonly onDidPoint = this.#pointed.event;
  readonly #renamed = this.#store.add(new Emitter<void>());
  readonly onDidRename = this.#renamed.event;
  private readonly client: TokenizerClient;
  private readonly active: ActiveEditor;
  private readonly focused: FocusedToken;
  #definition: CorpusDefinition;
  #reading: CancellationSource | undefined;
  #document: number | undefined;
  #summary: CorpusSummary | undefined;
  #watching = new DisposableStore();
  #changes: CorpusChanges | undefined;
  #comparing: NodeJS.Timeout | undefined;
  #status: WindowsState['status'] = 'loading';
  #message: string | undefined;
  #pointing = 0;
  #marking = 0;
  #looking = 0;
  #hearing = 0;

  /** @param remember keeps the definition of a corpus whose files have moved, so that its panel is found again */
  constructor(
    definition: CorpusDefinition,
    parts: CorpusParts,
    private readonly remember: (definition: CorpusDefinition) => Promise<void>,
  ) {
    this.#definition = definition;
    const { tints, focused } = parts;
    this.client = parts.corpora;
    this.active = parts.active;
    this.focused = focused;
    this.#tints = this.#store.add(tints.ofFiles());
    this.#store.add(parts.corpora.onDidRestart(() => void this.read()));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, 'tokenizer', 'specialTokens')) void this.read();
      }),
    );
    this.#store.add(focused.onDidMoveCursor(document => void this.#lookAt(document)));
    this.#store.add(focused.onDidPoint(document => void this.#hear(document)));
    this.#store.add({ dispose: () => focused.point(this, undefined) });
    this.#store.add(parts.onDidMove(moves => void this.#follow(moves).catch(reportFailure)));
    this.#store.add({ dispose: () => this.#watching.dispose() });
    this.#watch();
    this.#store.add({ dispose: () => this.#forget() });
    void this.read();
  }

  get definition(): CorpusDefinition {
    return this.#definition;
  }

  get uri(): string {
    return corpusUri(this.#definition);
  }

  get title(): string {
    return this.#definition.title;
  }

  get #scope(): vscode.Uri {
    return vscode.Uri.file(this.#definition.selection.base);
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
    const { document } = this.active;
    if (document !== undefined) await this.#lookAt(document);
  }

  async reveal(at: TokenSpan): Promise<void> {
    try {
      const place = await this.#placeOf(at);
      if (place === undefined) return;
      const document = await vscode.workspace.openTextDocument(vscode.Uri.file(place.path));
      await this.focused.choose(document, spanIn(document, place.range));
    } catch (error) {
      const again = 'Read Again';
      if ((await showWarning(messageOf(error), again)) === again) await this.read();
    }
  }

  async point(at: TokenSpan | undefined): Promise<void> {
    const turn = ++this.#pointing;
    const place = at === undefined ? undefined : await this.#placeOf(at).catch(() => undefined);
    if (turn !== this.#pointing || this.#store.isDisposed) return;
    this.focused.point(this, place && openedAt(place));
  }

  mark({ mode, current }: ShownWindows): void {
    const turn = ++this.#marking;
    const shown = mode === 'none' ? undefined : current;
    const target = shown === undefined ? undefined : { first: shown.last, last: shown.last + 1 };
    const find = async (at: TokenSpan | undefined): Promise<FilePlace | undefined> =>
      at === undefined ? undefined : this.#placeOf(at).catch(() => undefined);
    void Promise.all([find(shown), find(target)]).then(([window, next]) => {
      if (turn !== this.#marking || this.#store.isDisposed) return;
      this.#tints.set('window', window);
      this.#tints.set('target', next);
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

  /** Its files are still its files after they were renamed or moved. */
  async #follow(moves: readonly Move[]): Promise<void> {
    const moved = movedCorpus(this.#definition, uri => movedUri(uri, moves));
    if (moved === undefined) return;
    await this.remember(moved);
    if (this.#store.isDisposed) return;
    this.#definition = moved;
    this.#renamed.fire();
    if (this.#watching.isDisposed) return;
    this.#watch();
    await this.read();
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
    this.#watching.dispose();
    this.#watching = new DisposableStore();
    const everything = new vscode.RelativePattern(this.#scope, '**');
    const watcher = this.#watching.add(vscode.workspace.createFileSystemWatcher(everything));
    const compareSoon = (): void => {
      clearTimeout(this.#comparing);
      this.#comparing = setTimeout(() => void this.#compare().catch(reportFailure), settleTime);
    };
    for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
      this.#watching.add(event(compareSoon));
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

  /** A file of the corpus in an editor: which token its cursor is in. */
  async #lookAt(document: vscode.TextDocument): Promise<void> {
    const turn = ++this.#looking;
    const offset = this.focused.cursorOf(document);
    if (this.#document === undefined || document.uri.scheme !== 'file' || offset === undefined) return;
    const token = await this.#tokenAt(document, offset);
    if (turn === this.#looking && !this.#store.isDisposed) this.#cursorMoved.fire(token);
  }

  /** Says which tokens of a file another panel points at. */
  async #hear(document: vscode.TextDocument): Promise<void> {
    const turn = ++this.#hearing;
    const span = this.focused.pointedIn(document, this);
    const [first, last] =
      span === undefined
        ? []
        : await Promise.all([this.#tokenAt(document, span.start), this.#tokenAt(document, span.end - 1)]);
    if (turn !== this.#hearing || this.#store.isDisposed) return;
    this.#pointed.fire(first && { first: first.index, last: (last ?? first).index + 1 });
  }

  /** The corpus' token at an offset of a file. Text that is not saved is not what was read. */
  async #tokenAt(document: vscode.TextDocument, offset: number): Promise<SourceCursor | undefined> {
    const corpus = this.#document;
    if (corpus === undefined || document.uri.scheme !== 'file' || document.isDirty) return undefined;
    const { line, character } = document.positionAt(offset);
    const at = { document: corpus, path: document.uri.fsPath, line, character };
    return this.client.call('corpusToken', at).catch(() => undefined);
  }
}

/** A place in the document of its file, if that is open. */
function openedAt({ path, range }: FilePlace): { document: vscode.TextDocument; span: TextSpan } | undefined {
  const document = vscode.workspace.textDocuments.find(each => isFile(each, path));
  return document && { document, span: spanIn(document, range) };
}

function spanIn(document: vscode.TextDocument, { start, end }: vscode.Range): TextSpan {
  return { start: document.offsetAt(start), end: document.offsetAt(end) };
}

function nothingRead(title: string, { skipped, skippedCount }: CorpusSummary): string {
  if (skippedCount === 0) return `There is no file in ${title}.`;
  const named = skipped.slice(0, mostNamed).map(({ name, reason }) => `${name} ${reason}`);
  const more = skippedCount - named.length;
  return `There is no text in ${title}: ${named.join('; ')}${more > 0 ? `; and ${count.format(more)} more` : ''}.`;
}
