import * as vscode from 'vscode';
import type { DisposableStore } from '../base/disposable';
import { viewTypes, type CommandId } from '../contributions';
import type { DocumentFollower } from '../editor/documentFollower';
import { affects, tokenizerOf } from '../editor/settings';
import {
  vectorsHostMethods,
  vectorsViewMethods,
  type VectorRows,
  type VectorsSnapshot,
} from '../protocol/vectorsPanel';
import { RpcClient } from '../rpc/client';
import { serve } from '../rpc/server';
import { createPanel, fillPanel, restorePanels, revealRange, titleOf } from './panelHost';
import { graphSettings, type EmbeddingGraph, type EmbeddingGraphs, type Vectors } from './embeddingGraphs';
import { webviewPort } from './webviewPort';

const outputs = ['token', 'position', 'input'] as const;

/** Milliseconds without an edit after which the vectors are computed anew. */
const settleTime = 120;

/** The panels that show a document's embedding vectors: one for each document. */
export class VectorsPanels {
  readonly #open = new Map<vscode.TextDocument, VectorsPanel>();

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly follower: DocumentFollower,
    private readonly graphs: EmbeddingGraphs,
    private readonly texts: (tokenizer: string, ids: Uint32Array) => Promise<Record<string, string>>,
  ) {}

  /** @param selection UTF-16 offsets; empty: the first context length of the document */
  show(document: vscode.TextDocument, selection: { readonly start: number; readonly end: number }): void {
    let panel = this.#open.get(document);
    panel ??= this.#fill(createPanel(this.extensionUri, viewTypes.vectors, `Vectors: ${titleOf(document)}`), document);
    panel.select(selection);
  }

  /** Shows the panels again that were open when the window was reloaded. */
  restore(): vscode.Disposable {
    return restorePanels(viewTypes.vectors, (view, document) => {
      if (this.#open.has(document)) view.dispose();
      else this.#fill(view, document);
    });
  }

  #fill(view: vscode.WebviewPanel, document: vscode.TextDocument): VectorsPanel {
    const store = fillPanel(view, this.extensionUri, 'vectors', document);
    store.add({ dispose: () => this.#open.delete(document) });
    const panel = new VectorsPanel(view, document, store, this.follower, this.graphs, this.texts);
    this.#open.set(document, panel);
    return panel;
  }
}

class VectorsPanel {
  readonly #view: RpcClient<typeof vectorsViewMethods>;
  #selection = { start: 0, end: 0 };
  #vectors: Vectors | undefined;
  #revision = 0;
  #run = 0;
  #isReady = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly document: vscode.TextDocument,
    private readonly store: DisposableStore,
    private readonly follower: DocumentFollower,
    private readonly graphs: EmbeddingGraphs,
    private readonly texts: (tokenizer: string, ids: Uint32Array) => Promise<Record<string, string>>,
  ) {
    const port = webviewPort(panel);
    this.#view = store.add(new RpcClient(port, vectorsViewMethods));
    store.add(
      serve(port, vectorsHostMethods, {
        ready: () => {
          this.#isReady = true;
          this.#update();
        },
        rows: ({ revision, first, count }) => (revision === this.#revision ? this.#rows(first, count) : undefined),
        reveal: ({ start, end }) => revealRange(document, start, end),
        selectTokenizer: () => command('tokenscope.selectTokenizer', document.uri),
        selectGraph: () => command('tokenscope.selectGraph'),
        retry: () => this.#update(),
      }),
    );
    store.add(
      follower.onDidChangeTokens(changed => {
        if (changed === document) this.#updateSoon();
      }),
    );
    store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, ...graphSettings)) this.#update();
      }),
    );
    store.add({ dispose: () => clearTimeout(this.#timer) });
  }

  select(selection: { readonly start: number; readonly end: number }): void {
    this.#selection = selection;
    this.panel.reveal(undefined, true);
    if (this.#isReady) this.#update();
  }

  #updateSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#update(), settleTime);
  }

  #update(): void {
    const run = ++this.#run;
    this.#compute(run).catch((error: unknown) => {
      if (run !== this.#run || this.store.isDisposed) return;
      const message = error instanceof Error ? error.message : String(error);
      this.#vectors = undefined;
      this.#send({ ...this.#empty(), status: 'failed', message });
    });
  }

  async #compute(run: number): Promise<void> {
    const tokenizer = tokenizerOf(this.document);
    const followed = this.follower.follow(this.document);
    // Not yet current: the change of tokens that is on its way updates the panel.
    if (followed?.isCurrent !== true) return;
    if (this.#vectors === undefined) this.#send({ ...this.#empty(), status: 'loading' });
    const graph = await this.graphs.get(tokenizer);
    const { length } = this.document.getText(new vscode.Range(0, 0, 0, 1));
    const { start, end } = this.#selection;
    const range =
      start < end ? await followed.ask('tokenRange', { start, end }) : { first: 0, last: graph.contextLength };
    if (range === undefined || run !== this.#run) return;
    const tokens = await followed.ask('ids', range);
    const statistics = await followed.ask('statistics', { selections: [] });
    if (tokens === undefined || statistics === undefined || run !== this.#run) return;
    if (tokens.ids.length === 0) {
      throw new Error(
        length === 0
          ? 'This document is empty. Type some text to see its vectors.'
          : 'There are no tokens here. Select some text.',
      );
    }
    const [vectors, texts] = await Promise.all([
      this.graphs.run(graph, tokens.ids, outputs),
      this.texts(tokenizer, tokens.ids),
    ]);
    if (run !== this.#run) return;
    this.#vectors = vectors;
    this.#revision++;
    const last = range.first + tokens.ids.length;
    this.#send({
      ...this.#empty(),
      ...describe(graph),
      ...tokens,
      status: 'ready',
      texts,
      range: `tokens ${range.first + 1} to ${last} of ${statistics.tokens}`,
      sequence: vectors.sequence,
      hidden: vectors.hidden,
      outputs: outputs.filter(output => vectors[output] !== undefined),
      scale: largest(vectors),
      revision: this.#revision,
    });
  }

  #rows(first: number, count: number): VectorRows {
    const vectors = this.#vectors;
    if (vectors === undefined) return {};
    const from = first * vectors.hidden;
    const to = Math.min(first + count, vectors.sequence) * vectors.hidden;
    const rows: Record<string, Float32Array> = {};
    for (const output of outputs) {
      const values = vectors[output];
      if (values !== undefined) rows[output] = values.slice(from, to);
    }
    return rows;
  }

  #empty(): VectorsSnapshot {
    const none = new Uint32Array(0);
    return {
      status: 'loading',
      title: titleOf(this.document),
      tokenizer: tokenizerOf(this.document),
      graph: '',
      untrained: false,
      range: '',
      sequence: 0,
      hidden: 0,
      outputs: [],
      scale: 0,
      ids: none,
      starts: none,
      ends: none,
      texts: {},
      revision: this.#revision,
    };
  }

  #send(snapshot: VectorsSnapshot): void {
    this.#view.call('update', snapshot).catch(() => undefined);
  }
}

function describe(graph: EmbeddingGraph): Pick<VectorsSnapshot, 'graph' | 'untrained'> {
  return { graph: graph.label, untrained: graph.untrained };
}

function largest(vectors: Vectors): number {
  let maximum = 0;
  for (const output of outputs) for (const value of vectors[output] ?? []) maximum = Math.max(maximum, Math.abs(value));
  return maximum;
}

async function command(id: CommandId, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(id, ...args);
}
