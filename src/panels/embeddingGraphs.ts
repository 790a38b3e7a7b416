import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import * as vscode from 'vscode';
import { readSetting } from '../editor/settings';
import type { InferenceClient } from '../inference/client';
import type { GraphCardMessage, TableCardMessage } from '../protocol/inference';
import type { TokenizerClient } from '../worker/client';

/** A graph that vectors can be asked of. */
export interface EmbeddingGraph {
  readonly path: string;
  /** What the settings say about this file; every request about it carries them. */
  readonly overrides: Readonly<Record<string, string>>;
  readonly label: string;
  readonly untrained: boolean;
  /** Which ids of the tokenizer have no vector, if any. */
  readonly warning?: string;
  /** Everything that is known about it. */
  readonly card: GraphCardMessage;
  readonly vocabularySize: number;
  readonly contextLength: number;
}

export interface Vectors {
  readonly sequence: number;
  readonly hidden: number;
  readonly token?: Float32Array | undefined;
  readonly position?: Float32Array | undefined;
  readonly input?: Float32Array | undefined;
}

/** Sizes of an untrained graph, and the seed it is drawn from. */
export interface SeededSizes {
  readonly seed: string;
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly contextLength: number;
}

/** Tokens of a graph without a position table that are shown at once. */
const unboundedContext = 1024;

/** Finds the graph that the settings name, or makes an untrained one on first use, and runs it. */
export class EmbeddingGraphs {
  readonly #making = new Map<string, Promise<void>>();

  constructor(
    private readonly storage: vscode.Uri,
    private readonly tokenizers: TokenizerClient,
    private readonly inference: InferenceClient,
  ) {}

  /** The graph for texts of this tokenizer. */
  async get(tokenizer: string): Promise<EmbeddingGraph> {
    const path = readSetting('embedding.graph');
    const descriptions = await this.tokenizers.call('tokenizers', {});
    const vocabularySize = descriptions.find(({ name }) => name === tokenizer)?.vocabularySize;
    if (path !== '') {
      const graph = await this.open(path);
      const warning = missingIds(graph.vocabularySize, tokenizer, vocabularySize);
      return warning === undefined ? graph : { ...graph, warning };
    }
    if (vocabularySize === undefined) throw new Error(`There is no tokenizer "${tokenizer}". Select one.`);
    return this.seeded({
      seed: String(readSetting('embedding.seed')),
      vocabularySize,
      hiddenSize: readSetting('embedding.hiddenSize'),
      contextLength: readSetting('embedding.contextLength'),
    });
  }

  /** The tables of a file that could be the token table. */
  tables(path: string): Promise<readonly TableCardMessage[]> {
    return this.inference.call('tables', { path });
  }

  async open(path: string): Promise<EmbeddingGraph> {
    const overrides = overridesOf(path);
    const { card } = await this.inference.call('open', { path, overrides });
    return {
      path,
      overrides,
      card,
      label: `${basename(path)}: ${card.vocabularySize} × ${card.hiddenSize}${card.seed === undefined ? '' : `, drawn from seed ${card.seed}`}`,
      untrained: card.seed !== undefined,
      vocabularySize: card.vocabularySize,
      contextLength: card.contextLength ?? unboundedContext,
    };
  }

  /** An untrained graph, kept in global storage under its sizes and seed. */
  async seeded(sizes: SeededSizes): Promise<EmbeddingGraph> {
    const { seed, vocabularySize, hiddenSize, contextLength } = sizes;
    await vscode.workspace.fs.createDirectory(this.storage);
    const name = `seed${seed}-${vocabularySize}x${hiddenSize}-${contextLength}.onnx`;
    const path = vscode.Uri.joinPath(this.storage, name).fsPath;
    if (!(await exists(path))) await this.#make(path, sizes);
    const label = `untrained ${vocabularySize} × ${hiddenSize} · seed ${seed}`;
    const { card } = await this.inference.call('open', { path });
    return { path, overrides: {}, card, label, untrained: true, vocabularySize, contextLength };
  }

  async run(
    graph: EmbeddingGraph,
    ids: Uint32Array,
    outputs: readonly ('token' | 'position' | 'input')[],
  ): Promise<Vectors> {
    return this.inference.call('run', { path: graph.path, overrides: graph.overrides, ids, outputs: [...outputs] });
  }

  #make(path: string, sizes: SeededSizes): Promise<void> {
    const making = this.#making.get(path);
    if (making !== undefined) return making;
    const started = this.#write(path, sizes).finally(() => this.#making.delete(path));
    this.#making.set(path, started);
    return started;
  }

  async #write(path: string, sizes: SeededSizes): Promise<void> {
    const title = `Drawing an untrained embedding graph of ${sizes.vocabularySize} × ${sizes.hiddenSize} from seed ${sizes.seed}`;
    await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      async (progress, token) => {
        let reported = 0;
        await this.tokenizers.call(
          'writeSeededGraph',
          { path, ...sizes },
          {
            token,
            onProgress: fraction => {
              progress.report({ increment: (fraction - reported) * 100 });
              reported = fraction;
            },
          },
        );
      },
    );
  }
}

/** What the settings say about a file, found by its path or its name. */
export function overridesOf(path: string): Record<string, string> {
  const setting = readSetting('embedding.overrides');
  const found: unknown = Object.hasOwn(setting, path) ? setting[path] : setting[basename(path)];
  if (typeof found !== 'object' || found === null) return {};
  return Object.fromEntries(Object.entries(found).filter(([, value]) => typeof value === 'string'));
}

function missingIds(vectors: number, tokenizer: string, vocabularySize = 0): string | undefined {
  if (vectors >= vocabularySize) return undefined;
  const which = vectors === vocabularySize - 1 ? `id ${vectors} has` : `ids ${vectors} to ${vocabularySize - 1} have`;
  return `The graph has vectors for ${vectors} tokens, but ${tokenizer} has ${vocabularySize}: ${which} none.`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await Promise.all([stat(path), stat(`${path}.data`)]);
    return true;
  } catch {
    return false;
  }
}
