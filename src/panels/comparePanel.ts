import type * as vscode from 'vscode';
import { errorText, say } from '../base/foreignText';
import { viewTypes } from '../contributions';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import type { FocusedToken } from '../host/focusedToken';
import type { MarkedDifferences } from '../host/markedDifferences';
import { tokenizerOf } from '../host/settings';
import {
  compareHostMethods,
  compareKept,
  compareViewMethods,
  type CompareHostMethods,
  type CompareKept,
  type CompareSnapshot,
  type CompareViewMethods,
} from '../protocol/comparePanel';
import type { ResultOf } from '../rpc/method';
import type { TokenizerClient } from '../worker/client';
import type { PanelContent, PanelView } from './definePanel';
import { defineDocumentPanel, DocumentPanels, type DocumentSubject } from './documentPanels';
import { PanelMemory } from './panelMemory';
import type { PanelFrames } from './panelShell';
import { showWalkthrough } from './vscodePanels';

/** Milliseconds without an edit after which the text is compared anew. */
const settleTime = 400;
/** What a document is compared under beside its own tokenizer, until somebody chooses others. */
const usual = ['gpt2', 'cl100k_base', 'o200k_base'];

interface Dependencies {
  readonly follower: DocumentFollower;
  readonly focused: FocusedToken;
  readonly tokenizers: TokenizerClient;
  readonly marked: MarkedDifferences;
  readonly storage: vscode.Memento;
}

/** The panels that show a document under several tokenizers: one for each document. */
export function comparePanels(frames: PanelFrames, parts: Dependencies): DocumentPanels<ComparePanel> {
  const memory = new PanelMemory(parts.storage, viewTypes.compare, compareKept);
  return new DocumentPanels(
    frames,
    defineDocumentPanel({
      viewType: viewTypes.compare,
      script: 'compare',
      title: subject => say`Compare: ${subject.title}`,
      hostMethods: compareHostMethods,
      viewMethods: compareViewMethods,
      content: (subject, view) => new ComparePanel(subject, view, parts, memory),
    }),
  );
}

class ComparePanel implements PanelContent<CompareHostMethods, CompareViewMethods> {
  readonly handlers: PanelContent<CompareHostMethods, CompareViewMethods>['handlers'];
  #found: Pick<CompareSnapshot, 'status' | 'message' | 'comparison'> = { status: 'loading' };
  /** Those that somebody chose; nothing: the usual ones, with the document's own first. */
  #chosen: readonly string[] | undefined;
  #compared: string[] = [];
  #offered: string[] = [];
  #revision = 0;
  #run = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly subject: DocumentSubject,
    private readonly view: PanelView<CompareViewMethods>,
    private readonly parts: Dependencies,
    private readonly memory: PanelMemory<CompareKept>,
  ) {
    this.#chosen = memory.get(subject.uri)?.tokenizers;
    this.handlers = this.#answers();
    this.#listen();
  }

  get #document(): vscode.TextDocument {
    return this.subject.current;
  }

  get #tokenizers(): string[] {
    return [...(this.#chosen ?? new Set([tokenizerOf(this.#document), ...usual]))];
  }

  snapshot(): CompareSnapshot {
    return {
      title: this.subject.title,
      tokenizers: this.#tokenizers,
      offered: this.#offered,
      revision: this.#revision,
      ...this.#found,
    };
  }

  ready(): void {
    this.#update();
  }

  renamed(before: string): void {
    this.parts.marked.set(before, undefined);
    if (this.#chosen !== undefined) this.#keep(this.#chosen);
  }

  #answers(): PanelContent<CompareHostMethods, CompareViewMethods>['handlers'] {
    return {
      choose: ({ tokenizers }) => {
        this.#chosen = [...new Set(tokenizers)];
        this.#keep(this.#chosen);
        this.view.update();
        this.#update();
      },
      places: ({ revision, first, count }) => this.#places(revision, first, count),
      reveal: ({ revision, place }) => {
        const { comparison } = this.#found;
        if (revision !== this.#revision || comparison === undefined) return undefined;
        const [start, end] = [comparison.starts[place], comparison.ends[place]];
        if (start === undefined || end === undefined) return undefined;
        return this.parts.focused.choose(this.#document, { start, end });
      },
      retry: () => this.#update(),
      walkthrough: () => showWalkthrough('tokens'),
      reopen: () => this.subject.reopen(false),
    };
  }

  #listen(): void {
    const { store } = this.view;
    const { follower, marked } = this.parts;
    store.add(
      follower.onDidChangeTokens(changed => {
        if (changed !== this.#document) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#update(), this.#found.comparison === undefined ? 0 : settleTime);
      }),
    );
    store.add(this.subject.onDidChange(() => this.#update()));
    store.add({
      dispose: () => {
        clearTimeout(this.#timer);
        marked.set(this.subject.uri, undefined);
      },
    });
  }

  #keep(tokenizers: readonly string[]): void {
    this.memory.set(this.subject.uri, { tokenizers: [...tokenizers] }).catch(reportFailure);
  }

  async #places(
    revision: number,
    first: number,
    count: number,
  ): Promise<ResultOf<CompareHostMethods['places']> | undefined> {
    if (revision !== this.#revision) return undefined;
    const document = this.#document;
    const places = await this.parts.follower
      .follow(document)
      ?.ask('comparedPlaces', { tokenizers: this.#compared, first, count });
    return places?.map(place => {
      const { line, character } = document.positionAt(place.start);
      return { line: line + 1, column: character + 1, place };
    });
  }

  #update(): void {
    const run = ++this.#run;
    this.#compare(run).catch((error: unknown) => {
      if (run === this.#run) this.#send({ status: 'failed', message: errorText(error) });
    });
  }

  /** Of comparisons that overtake one another, the last counts. */
  async #compare(run: number): Promise<void> {
    if (this.subject.isClosed) {
      this.#send({ status: 'closed' });
      return;
    }
    const followed = this.parts.follower.follow(this.#document);
    // Not current: the tokens that it waits for will call this again.
    if (followed?.isCurrent !== true) return;
    const tokenizers = this.#tokenizers;
    const [offered, comparison] = await Promise.all([
      this.parts.tokenizers.call('tokenizers', {}),
      followed.ask('compare', { tokenizers }),
    ]);
    if (comparison === undefined || run !== this.#run) return;
    this.#offered = offered.map(({ name }) => name);
    this.#compared = tokenizers;
    this.parts.marked.set(this.subject.uri, comparison);
    this.#send({ status: 'ready', comparison });
  }

  #send(found: Pick<CompareSnapshot, 'status' | 'message' | 'comparison'>): void {
    if (this.view.store.isDisposed) return;
    this.#found = found;
    this.#revision++;
    this.view.update();
  }
}
