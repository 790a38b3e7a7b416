import * as vscode from 'vscode';
import { say, withProgress } from './messages';
import { CancellationSource, isCancellation } from '../base/cancellation';
import { readSetting, tokenizerOf } from './settings';
import { askAgain, type InferenceClient } from '../inference/client';
import type { GraphCardMessage, TableCardMessage } from '../protocol/inference';
import type { TokenizerClient } from '../worker/client';
import type { ActiveEditor } from './vscodeEditors';
import { storedBytes, unaskedBytes } from '../base/bounds';
import { beyondBudget, CostlyGraphError, costOf } from './seededCost';
import { defaultTableSource, untrainedSettings, wantedGraph } from './defaultTable';
import { fileNameOf, labelOf, seededSpec, type SeededSpec } from './seededSpec';

/** A graph that vectors can be asked of. */
export interface EmbeddingGraph {
  readonly path: string;
  /** What the settings say about this file; every request about it carries them. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly label: string;
  readonly untrained: boolean;
  /** Where the numbers of a table that ships with Tokenscope come from. */
  readonly source?: string;
  /** Which ids of the tokenizer have no vector, if any. */
  readonly warning?: string;
  /** Everything that is known about it. */
  readonly card: GraphCardMessage;
  readonly vocabularySize: number;
  readonly contextLength: number;
}

export interface ExportOptions {
  readonly target: string;
  readonly type: 'float32' | 'float16';
  readonly weights: 'inside' | 'beside';
  readonly metadata: Record<string, string>;
}

export interface Vectors {
  readonly sequence: number;
  readonly hidden: number;
  readonly token?: Float32Array | undefined;
  readonly position?: Float32Array | undefined;
  readonly input?: Float32Array | undefined;
}

/** A request blocked the process or ended it, or a person gave it up: only a person sends it again. */
export class UnansweredError extends Error {
  override readonly name = 'UnansweredError';
}

/** The settings that say which graph is used and how. */
export const graphSettings = ['embedding.graph', 'embedding.overrides', ...untrainedSettings] as const;

/** Tokens of a graph without a position table that are shown at once. */
const unboundedContext = 1024;

/** Milliseconds after which a graph that is being opened is shown with a Cancel. */
const openingPatience = 2000;

/** Finds the graph that the settings name, or makes an untrained one on first use, and runs it. */
export class EmbeddingGraphs {
  readonly #making = new Map<string, Promise<void>>();
  /** Names of costly graphs that a person agreed to. */
  readonly #agreed = new Set<string>();
  #configuring: Promise<void> | undefined;

  constructor(
    private readonly storage: vscode.Uri,
    /** Path of the trained table that ships in the package. */
    private readonly defaultTable: string,
    private readonly tokenizers: TokenizerClient,
    private readonly inference: InferenceClient,
    private readonly active: Pick<ActiveEditor, 'document'>,
  ) {}

  /** The graph for texts of this tokenizer. */
  async get(tokenizer: string): Promise<EmbeddingGraph> {
    await this.#configuring;
    const wanted = wantedGraph(tokenizer, id => readSetting(id));
    const vocabularySize = await this.tokenizers.call('vocabularySize', { tokenizer });
    if (wanted !== 'untrained') {
      const graph = await (wanted === 'trained' ? this.trained() : this.open(readSetting('embedding.graph')));
      const warning = missingIds(graph.vocabularySize, tokenizer, vocabularySize);
      return warning === undefined ? graph : { ...graph, warning };
    }
    const spec = seededSpec(vocabularySize);
    const warning = missingIds(spec.vocabularySize, tokenizer, vocabularySize);
    const graph = await this.seeded(spec);
    return warning === undefined ? graph : { ...graph, warning };
  }

  /** The table that ships in the package. */
  async trained(): Promise<EmbeddingGraph> {
    const graph = await this.open(this.defaultTable);
    const label = `trained ${graph.vocabularySize} × ${graph.card.hiddenSize} · from all-MiniLM-L6-v2`;
    return { ...graph, label, source: defaultTableSource };
  }

  /** The graph for the active text. */
  async current(): Promise<EmbeddingGraph> {
    const { document } = this.active;
    return this.get(document === undefined ? readSetting('tokenizer') : tokenizerOf(document));
  }

  /** Lets the next look-up draw a graph that costs more than is spent unasked. */
  async agreeTo(spec: SeededSpec): Promise<void> {
    this.#agreed.add(await fileNameOf(spec));
  }

  /** Changes several settings as one: a graph that is asked for meanwhile is that of all of them. */
  async configure(change: () => Promise<void>): Promise<void> {
    const changed = change();
    this.#configuring = changed.catch(() => undefined);
    await changed;
  }

  /** The tables of a file that could be the token table. */
  tables(path: string): Promise<readonly TableCardMessage[]> {
    return this.inference.call('tables', { path });
  }

  async open(path: string): Promise<EmbeddingGraph> {
    const overrides = overridesOf(path);
    const card = await this.#open(path, overrides);
    return {
      path,
      overrides,
      card,
      label: `${basename(path)}: ${card.vocabularySize} × ${card.hiddenSize}${card.seed === undefined ? '' : `, drawn from seed ${card.seed}`}`,
      untrained: card.seed !== undefined,
      vocabularySize: card.vocabularySize,
      contextLength: Math.min(card.contextLength ?? unboundedContext, card.affordableTokens),
    };
  }

  /** An untrained graph, kept in global storage under its sizes and seed. */
  async seeded(spec: SeededSpec): Promise<EmbeddingGraph> {
    const { vocabularySize, contextLength } = spec;
    await vscode.workspace.fs.createDirectory(this.storage);
    const name = await fileNameOf(spec);
    const path = vscode.Uri.joinPath(this.storage, name).fsPath;
    if (!(await exists(path))) {
      if (costOf(spec) > unaskedBytes && !this.#agreed.has(name)) throw new CostlyGraphError(spec);
      await this.#make(path, spec);
      await this.#forgetOldest(name);
    }
    const label = labelOf(spec);
    const card = await this.#open(path, {});
    const tokens = Math.min(contextLength, card.affordableTokens);
    return { path, overrides: {}, card, label, untrained: true, vocabularySize, contextLength: tokens };
  }

  /** Writes the graph's vectors as a graph of their own; answers with the bytes written. */
  async export(
    { path, overrides }: EmbeddingGraph,
    options: ExportOptions,
    token: vscode.CancellationToken,
    onProgress: (fraction: number) => void,
  ): Promise<number> {
    const params = { path, overrides, ...options };
    return (await this.inference.call('exportGraph', params, { token, onProgress })).bytes;
  }

  async run(
    graph: EmbeddingGraph,
    ids: Uint32Array,
    outputs: readonly ('token' | 'position' | 'input')[],
  ): Promise<Vectors> {
    const { path, overrides } = graph;
    try {
      return await askAgain(() => this.inference.call('run', { path, overrides, ids, outputs: [...outputs] }));
    } catch (error) {
      throw unanswered(error);
    }
  }

  /** Opens a file; what takes long says so, and can be cancelled. */
  async #open(path: string, overrides: EmbeddingGraph['overrides']): Promise<GraphCardMessage> {
    const source = new CancellationSource();
    const { token } = source;
    const opening = askAgain(() => this.inference.call('open', { path, overrides }, { token }));
    const late = setTimeout(() => {
      void withProgress(say`Opening ${basename(path)}`, (_, pressed) => {
        pressed.onCancellationRequested(() => source.cancel());
        return opening.then(
          () => undefined,
          () => undefined,
        );
      });
    }, openingPatience);
    try {
      return (await opening).card;
    } catch (error) {
      if (!isCancellation(error)) throw unanswered(error);
      throw new UnansweredError(`The opening of ${basename(path)} was cancelled. Choose another graph, or try again.`);
    } finally {
      clearTimeout(late);
    }
  }

  /** Global storage has a bound. What cannot be deleted, as another window uses it, goes another time. */
  async #forgetOldest(kept: string): Promise<void> {
    const { fs } = vscode.workspace;
    const names = (await fs.readDirectory(this.storage)).map(([name]) => name);
    const uriOf = (name: string): vscode.Uri => vscode.Uri.joinPath(this.storage, name);
    const files = await Promise.all(
      names.map(async name => {
        const { size, mtime } = await fs.stat(uriOf(name));
        return { name, size, changed: mtime };
      }),
    );
    await Promise.allSettled(beyondBudget(files, storedBytes, kept).map(name => fs.delete(uriOf(name))));
  }

  #make(path: string, spec: SeededSpec): Promise<void> {
    const making = this.#making.get(path);
    if (making !== undefined) return making;
    const started = this.#write(path, spec).finally(() => this.#making.delete(path));
    this.#making.set(path, started);
    return started;
  }

  async #write(path: string, spec: SeededSpec): Promise<void> {
    const { vocabularySize, hiddenSize, seed } = spec;
    await withProgress(
      say`Drawing an untrained embedding graph of ${vocabularySize} × ${hiddenSize} from seed ${seed}`,
      (onProgress, token) => this.inference.call('writeSeededGraph', { path, ...spec }, { token, onProgress }),
    );
  }
}

/** @returns the error as it is to be thrown */
function unanswered(error: unknown): unknown {
  const isUnanswered = error instanceof Error && ['TimeoutError', 'DisconnectedError'].includes(error.name);
  return isUnanswered ? new UnansweredError(error.message) : error;
}

/** What the settings say about a file, found by its path or its name. */
export function overridesOf(path: string): Record<string, string> {
  const setting = readSetting('embedding.overrides');
  const found: unknown = Object.hasOwn(setting, path) ? setting[path] : setting[basename(path)];
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value === 'string'));
}

function missingIds(vectors: number, tokenizer: string, vocabularySize: number): string | undefined {
  if (vectors >= vocabularySize) return undefined;
  const which = vectors === vocabularySize - 1 ? `id ${vectors} has` : `ids ${vectors} to ${vocabularySize - 1} have`;
  return `The graph has vectors for ${vectors} tokens, but ${tokenizer} has ${vocabularySize}: ${which} none.`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Promise.all([path, `${path}.data`].map(each => vscode.workspace.fs.stat(vscode.Uri.file(each))));
    return true;
  } catch {
    return false;
  }
}

function basename(path: string): string {
  const uri = vscode.Uri.file(path).path;
  return uri.slice(uri.lastIndexOf('/') + 1);
}
