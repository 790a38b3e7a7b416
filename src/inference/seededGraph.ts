import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { parseLayer, skipLayerSteps, weightsOf, type Layer } from '../torch/layers';
import { parseSeed, TorchGenerator } from '../torch/random';
import { writeEmbeddingGraph, type TableSpec } from '../embedding/onnxWriter';
import {
  checkPairs,
  positionRowsAtOnce,
  rotaryCosines,
  rotarySines,
  sinusoidalRows,
} from '../embedding/positionTables';
import { writeWholeFiles, type Draft } from '../platform/node/wholeFile';
import type { inferenceMethods } from '../protocol/inference';
import type { ParamsOf } from '../rpc/method';

type Params = ParamsOf<typeof inferenceMethods.writeSeededGraph>;
const noLayers = { tokenTable: [], positionTable: [] };

/** External data that starts at a multiple of this can be mapped into memory on every platform. */
const externalDataAlignment = 65536;

/**
 * Draws the tables of an untrained graph as PyTorch would after `torch.manual_seed(seed)`: the layers that the notebook builds first,
 * the token table, the layers in between, and the position table, unless positions are computed. The graph is written to `path`, its
 * weights beside it, aligned so that ONNX Runtime maps them instead of reading them. Both appear under their names only when they are
 * whole, so that an interrupted run leaves nothing half-made.
 */
export async function writeSeededGraph(
  params: Params,
  token: CancellationToken,
  progress: (fraction: number) => void,
): Promise<void> {
  const { path } = params;
  const dataPath = `${path}.data`;
  const drawing = new Drawing(params, token, progress);
  const options = { token, leftovers: 'folder' } as const;
  await writeWholeFiles(
    [dataPath, path],
    async ([data, model]) => model!.write(await drawing.writeTo(data!, basename(dataPath))),
    options,
  );
}

/** Tables of one graph on their way from a generator into a file. */
class Drawing {
  readonly #generator: TorchGenerator;
  readonly #layers: { readonly tokenTable: readonly Layer[]; readonly positionTable: readonly Layer[] };
  readonly #total: number;
  #done = 0;
  #end = 0;

  constructor(
    readonly params: Params,
    readonly token: CancellationToken,
    readonly progress: (fraction: number) => void,
  ) {
    const { vocabularySize, contextLength, hiddenSize, positions = 'learned', layersBefore = noLayers } = params;
    this.#generator = new TorchGenerator(parseSeed(params.seed));
    this.#layers = {
      tokenTable: layersBefore.tokenTable.map(parseLayer),
      positionTable: positions === 'learned' ? layersBefore.positionTable.map(parseLayer) : [],
    };
    const skipped = [...this.#layers.tokenTable, ...this.#layers.positionTable].map(weightsOf);
    if (positions === 'rotary') checkPairs(hiddenSize);
    const positionTables = { learned: 1, sinusoidal: 1, rotary: 2, none: 0 }[positions];
    const rows = vocabularySize + positionTables * contextLength;
    this.#total = rows * hiddenSize + skipped.reduce((sum, each) => sum + each, 0);
  }

  /** @returns the graph whose tables are in this file */
  async writeTo(file: Draft, name: string): Promise<Uint8Array<ArrayBuffer>> {
    const {
      vocabularySize,
      contextLength,
      hiddenSize,
      seed,
      positions = 'learned',
      layersBefore = noLayers,
    } = this.params;
    await this.#skip(this.#layers.tokenTable);
    const token = await this.#write(file, name, await this.#draw(vocabularySize));
    await this.#skip(this.#layers.positionTable);
    const add = (table: Float32Array): Promise<TableSpec> => this.#write(file, name, table);
    const position =
      positions === 'learned'
        ? await add(await this.#draw(contextLength))
        : positions === 'sinusoidal'
          ? await add(await this.#compute(sinusoidalRows))
          : undefined;
    const rotary =
      positions === 'rotary'
        ? { cos: await add(await this.#compute(rotaryCosines)), sin: await add(await this.#compute(rotarySines)) }
        : undefined;
    const layers = [...layersBefore.tokenTable, ...layersBefore.positionTable].length;
    const metadata = {
      'tokenscope.seed': seed,
      'tokenscope.untrained': 'true',
      'tokenscope.positions': positions,
      ...(layers === 0 ? {} : { 'tokenscope.layersBefore': JSON.stringify(layersBefore) }),
    };
    return writeEmbeddingGraph({ hiddenSize, token, position, rotary, metadata }).slice();
  }

  async #skip(layers: readonly Layer[]): Promise<void> {
    for (const layer of layers) {
      for (const drawn of skipLayerSteps(this.#generator, layer)) await this.#report(Math.min(drawn, weightsOf(layer)));
      this.#done += weightsOf(layer);
    }
  }

  async #draw(rows: number): Promise<Float32Array> {
    const table = new Float32Array(rows * this.params.hiddenSize);
    for (const drawn of this.#generator.fillNormalSteps(table)) await this.#report(drawn);
    this.#done += table.length;
    return table;
  }

  async #compute(rowsOf: (first: number, count: number, hiddenSize: number) => Float32Array): Promise<Float32Array> {
    const { contextLength, hiddenSize } = this.params;
    const table = new Float32Array(contextLength * hiddenSize);
    const atOnce = positionRowsAtOnce(hiddenSize);
    for (let first = 0; first < contextLength; first += atOnce) {
      table.set(rowsOf(first, Math.min(atOnce, contextLength - first), hiddenSize), first * hiddenSize);
      await this.#report(first * hiddenSize);
    }
    this.#done += table.length;
    return table;
  }

  async #write(file: Draft, name: string, table: Float32Array): Promise<TableSpec> {
    const offset = Math.ceil(this.#end / externalDataAlignment) * externalDataAlignment;
    await file.write(new Uint8Array(table.buffer), offset);
    this.#end = offset + table.byteLength;
    const rows = table.length / this.params.hiddenSize;
    return { rows, type: 'float32', data: { file: name, offset, length: table.byteLength } };
  }

  async #report(drawn: number): Promise<void> {
    this.progress((this.#done + drawn) / this.#total);
    // Lets queries about open documents in, and a cancellation.
    await nextTurn();
    throwIfCancelled(this.token);
  }
}
