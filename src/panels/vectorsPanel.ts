import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import { errorText, say } from '../base/foreignText';
import { viewTypes } from '../contributions';
import type { DocumentFollower } from '../host/documentFollower';
import type { FocusedToken } from '../host/focusedToken';
import { graphNames } from '../host/defaultTable';
import { affects, tokenizerOf, writeSetting } from '../host/settings';
import type { TextSpan } from '../host/tokenSpans';
import type { InferenceClient } from '../inference/client';
import type { Files } from '../platform/files';
import {
  graphCommands,
  vectorsHostMethods,
  vectorsViewMethods,
  type VectorsHostMethods,
  type VectorsSnapshot,
  type VectorsViewMethods,
} from '../protocol/vectorsPanel';
import type { TokenizerClient } from '../worker/client';
import type { PanelContent, PanelView } from './definePanel';
import { defineDocumentPanel, DocumentPanels, type DocumentSubject } from './documentPanels';
import type { PanelFrames } from './panelShell';
import { showWalkthrough } from './vscodePanels';
import { graphSettings, UnansweredError, type EmbeddingGraph, type EmbeddingGraphs } from '../host/embeddingGraphs';
import { saveExport } from './saveExport';
import { outputNames, readVectors, type ShownVectors, type VectorSources, type WantedVectors } from './shownVectors';
import { rowAt, rowsIn, scaleOf } from './vectorPages';
import { VectorQueries } from './vectorQueries';

/** Milliseconds without an edit after which the vectors are computed anew. */
const settleTime = 120;
/** Milliseconds within which a process that ended is not started again by itself: what it was asked may be what ended it. */
const restartPause = 10_000;
/** Milliseconds that a hover waits for a vector. */
const hoverPatience = 200;

const waiting = { status: 'loading', message: 'Looking up vectors…' } as const;

interface Dependencies extends VectorSources {
  readonly follower: DocumentFollower;
  readonly graphs: EmbeddingGraphs;
  readonly tokenizers: TokenizerClient;
  readonly inference: InferenceClient;
  readonly files: Files;
  readonly focused: FocusedToken;
}

/** The panels that show a document's embedding vectors: one for each document. */
export class VectorsPanels {
  readonly #panels: DocumentPanels<VectorsPanel>;

  constructor(
    frames: PanelFrames,
    private readonly parts: Dependencies,
  ) {
    this.#panels = new DocumentPanels(
      frames,
      defineDocumentPanel({
        viewType: viewTypes.vectors,
        script: 'vectors',
        title: subject => say`Vectors: ${subject.title}`,
        hostMethods: vectorsHostMethods,
        viewMethods: vectorsViewMethods,
        content: (subject, view) => new VectorsPanel(subject, view, parts),
      }),
    );
  }

  /** @param selection UTF-16 offsets; empty: the page of the document that holds it */
  show(document: vscode.TextDocument, selection: TextSpan): void {
    const wanted = selection.start < selection.end ? { selection } : { selection, offset: selection.start };
    this.#panels.show(document).want(wanted);
  }

  /** Shows the panels again that were open when the window was reloaded. */
  restore(): Disposable {
    return this.#panels.restore();
  }

  /**
   * The vector of a token, for a hover: only from a graph that a panel of this tokenizer has shown and while the process runs. It
   * never starts one, and never keeps a hover waiting.
   */
  async tokenVector(tokenizer: string, id: number): Promise<Float32Array | undefined> {
    const { inference, graphs } = this.parts;
    const graph = this.#panels
      .all()
      .map(panel => panel.shown)
      .find(shown => shown?.tokenizer === tokenizer)?.graph;
    if (graph === undefined || !inference.isRunning || id >= graph.vocabularySize) return undefined;
    const late = new Promise<undefined>(resolve => setTimeout(() => resolve(undefined), hoverPatience));
    const run = graphs.run(graph, Uint32Array.of(id), ['token']).then(
      ({ token }) => token,
      () => undefined,
    );
    return Promise.race([run, late]);
  }
}

class VectorsPanel implements PanelContent<VectorsHostMethods, VectorsViewMethods> {
  readonly handlers: PanelContent<VectorsHostMethods, VectorsViewMethods>['handlers'];
  readonly #queries: VectorQueries;
  #wanted: WantedVectors = { selection: { start: 0, end: 0 } };
  #shown: ShownVectors | undefined;
  /** What of the state was found last. */
  #found: Partial<VectorsSnapshot> = waiting;
  /** The graph that was asked last, also where it has no vectors for the tokens. */
  #graph: EmbeddingGraph | undefined;
  #revision = 0;
  #run = 0;
  #isReady = false;
  #lostAt = 0;
  #commands: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  /** What was asked last blocked the process: an edit does not ask it again, a person does. */
  #isHeld = false;

  constructor(
    private readonly subject: DocumentSubject,
    private readonly view: PanelView<VectorsViewMethods>,
    private readonly parts: Dependencies,
  ) {
    this.#queries = new VectorQueries(parts.inference, parts.tokenizers);
    this.handlers = this.#answers();
    this.#listen();
    view.store.add({ dispose: () => clearTimeout(this.#timer) });
  }

  get #document(): vscode.TextDocument {
    return this.subject.current;
  }

  /** What the view shows at the moment. */
  get shown(): ShownVectors | undefined {
    return this.#shown;
  }

  want(wanted: WantedVectors): void {
    this.#wanted = wanted;
    if (this.#isReady) this.#update();
  }

  ready(): void {
    this.#isReady = true;
    this.#update();
  }

  #answers(): PanelContent<VectorsHostMethods, VectorsViewMethods>['handlers'] {
    const queries = this.#queries;
    /** Answers only about what the view shows. */
    const about = <T>(revision: number, answer: (shown: ShownVectors) => T): T | undefined =>
      this.#shown === undefined || revision !== this.#revision ? undefined : answer(this.#shown);
    return {
      rows: ({ revision, first, count }) => about(revision, shown => queries.rows(shown, first, count)),
      statistics: ({ revision, output }) => about(revision, shown => queries.statistics(shown, output)),
      reveal: ({ revision, row }) =>
        about(revision, ({ starts, ends }) =>
          this.parts.focused.choose(this.#document, { start: starts[row] ?? 0, end: ends[row] ?? 0 }),
        ),
      point: ({ revision, row }) => {
        const spanOf = ({ starts, ends }: ShownVectors): TextSpan | undefined =>
          row === undefined || row >= starts.length ? undefined : { start: starts[row]!, end: ends[row]! };
        const span = about(revision, spanOf);
        this.parts.focused.point(this, span && { document: this.#document, span });
      },
      page: ({ first }) => {
        const selection = first === undefined ? { start: 0, end: 0 } : this.#wanted.selection;
        this.#wanted = { selection, ...(first === undefined ? {} : { token: first }) };
        this.#update();
      },
      selectedText: () => selectedText(this.#document),
      neighbours: (params, context) => about(params.revision, shown => queries.neighbours(shown, params, context)),
      similarity: ({ revision, output }, context) =>
        about(revision, shown => queries.similarity(shown, output, context)),
      project: (params, context) => about(params.revision, shown => queries.project(shown, params, context)),
      oneHot: (params, context) => about(params.revision, shown => queries.oneHot(shown, params, context)),
      copy: async ({ text }) => vscode.env.clipboard.writeText(text),
      save: file => saveExport(this.parts.files, this.#document, file),
      command: async ({ command }) => {
        await vscode.commands.executeCommand(command, this.#document.uri);
      },
      useTable: ({ table }) => writeSetting('embedding.graph', graphNames[table]),
      retry: () => this.#update(),
      walkthrough: () => showWalkthrough('vectors'),
      reopen: () => this.subject.reopen(false),
    };
  }

  #listen(): void {
    const { store } = this.view;
    const { focused } = this.parts;
    store.add(
      this.parts.follower.onDidChangeTokens(changed => {
        if (changed === this.#document) this.#updateSoon();
      }),
    );
    store.add(this.parts.inference.onDidRestart(() => this.#lost()));
    store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, ...graphSettings)) this.#update();
      }),
    );
    store.add(
      focused.onDidMoveCursor(moved => {
        if (moved === this.#document) this.#sendCursor();
      }),
    );
    store.add(
      focused.onDidPoint(pointed => {
        if (pointed === this.#document) this.#sendPointed();
      }),
    );
    store.add({ dispose: () => focused.point(this, undefined) });
    store.add(
      this.subject.onDidChange(() => {
        if (this.subject.isClosed) this.#close();
        else if (this.#isReady) this.#update();
      }),
    );
  }

  #close(): void {
    this.#run++;
    this.#send({ status: 'closed', message: `${this.subject.title} is closed.` });
  }

  /** The process ended without having been stopped: starts it again, unless it has only just been, and says so. */
  #lost(): void {
    const now = Date.now();
    if (this.#shown === undefined || now - this.#lostAt < restartPause) return;
    this.#lostAt = now;
    this.#update('The embedding process ended unexpectedly. It was started again, and these are its vectors.');
  }

  #updateSoon(): void {
    if (this.#isHeld) return;
    clearTimeout(this.#timer);
    // Nothing is shown yet: the first vectors are looked up at once.
    this.#timer = setTimeout(() => this.#update(), this.#shown === undefined ? 0 : settleTime);
  }

  /** @param notes what is true of the vectors that come, and of no others */
  #update(...notes: string[]): void {
    const run = ++this.#run;
    this.#isHeld = false;
    this.#compute(run, notes).catch((error: unknown) => {
      if (run !== this.#run || this.view.store.isDisposed) return;
      const message = errorText(error);
      this.#shown = undefined;
      this.#isHeld = error instanceof UnansweredError;
      const { card, label = '', warning } = this.#graph ?? {};
      this.#send({ status: 'failed', message, card, graph: label, graphWarning: warning });
    });
  }

  async #compute(run: number, notes: readonly string[]): Promise<void> {
    if (this.#shown === undefined) this.#send(waiting);
    const commands = await vscode.commands.getCommands(true);
    this.#commands = graphCommands.filter(command => commands.includes(command));
    this.#graph = undefined;
    const shown = await readVectors(this.#document, this.parts, this.#wanted, graph => (this.#graph = graph));
    if (shown === undefined || run !== this.#run || this.view.store.isDisposed) return;
    // The offset named a page; from here on that page is meant, wherever the offset moves.
    this.#wanted = { selection: this.#wanted.selection, token: shown.first };
    this.#shown = shown;
    this.#revision++;
    const { vectors, graph, first, total, from, to, pageLength, ids, texts, warnings } = shown;
    const outputs = outputNames.filter(output => vectors[output] !== undefined);
    this.#send({
      status: 'ready',
      first,
      total,
      from,
      to,
      pageLength,
      ids,
      texts,
      warnings: [...notes, ...warnings],
      graph: graph.label,
      untrained: graph.untrained,
      source: graph.source,
      card: graph.card,
      graphWarning: graph.warning,
      sequence: vectors.sequence,
      hidden: vectors.hidden,
      outputs,
      scale: scaleOf(outputs.map(output => vectors[output]!)),
    });
    this.#sendCursor();
    this.#sendPointed();
  }

  #sendCursor(): void {
    const offset = this.parts.focused.cursorOf(this.#document);
    if (this.#shown === undefined || offset === undefined) return;
    const row = rowAt(this.#shown.starts, this.#shown.ends, offset);
    this.view.tell('cursor', row === undefined ? {} : { row });
  }

  #sendPointed(): void {
    if (this.#shown === undefined) return;
    const span = this.parts.focused.pointedIn(this.#document, this);
    const rows = span && rowsIn(this.#shown.starts, this.#shown.ends, span);
    this.view.tell('pointed', rows === undefined ? {} : { rows });
  }

  #send(found: Partial<VectorsSnapshot>): void {
    this.#found = found;
    this.view.update();
  }

  snapshot(): VectorsSnapshot {
    return {
      status: 'loading',
      title: this.subject.title,
      tokenizer: tokenizerOf(this.#document),
      graph: this.#shown?.graph.label ?? '',
      untrained: false,
      warnings: [],
      first: 0,
      total: 0,
      from: 0,
      to: 0,
      pageLength: 1,
      sequence: 0,
      hidden: 0,
      outputs: [],
      scale: 0,
      ids: new Uint32Array(0),
      texts: {},
      commands: this.#commands,
      revision: this.#revision,
      ...this.#found,
    };
  }
}

/** As much of the selection as one term of a search can be. */
function selectedText(document: vscode.TextDocument): string | undefined {
  const editor = vscode.window.visibleTextEditors.find(each => each.document === document);
  if (editor === undefined || editor.selection.isEmpty) return undefined;
  return document.getText(editor.selection).slice(0, 1000);
}
