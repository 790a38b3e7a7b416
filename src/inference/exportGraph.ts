import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { throwIfCancelled } from '../base/cancellation';
import { encodeFloats, floatSizes } from '../embedding/floats';
import type { GraphCard } from '../embedding/graphCard';
import { GraphError } from '../embedding/graphError';
import { embeddingGraphPieces, type GraphSpec, type TableSpec } from '../embedding/onnxWriter';
import { checkPairs, positionRowsAtOnce, rotaryCosines, rotarySines } from '../embedding/positionTables';
import { writeWholeFiles, type Draft } from '../platform/node/wholeFile';
import type { VectorsMessage } from '../protocol/inference';
import type { RequestContext } from '../rpc/method';
import type { ModelFile } from './modelFile';

export interface ExportTarget {
  readonly target: string;
  readonly type: 'float32' | 'float16';
  readonly weights: 'inside' | 'beside';
  readonly metadata: Readonly<Record<string, string>>;
}

type Run = (ids: Uint32Array) => Promise<VectorsMessage>;

/** A table on its way into a file: its rows in order, a part at a time. */
interface Table {
  readonly rows: number;
  parts(): AsyncGenerator<Float32Array>;
}

/** Ids that are looked up at once. */
const rowsAtOnce = 1024;
const alignment = 65536;
/** A protobuf message is at most 2 GiB, and so is a model with its weights inside. */
const largestModel = 2 ** 31 - 1;

/**
 * Writes the vectors that a graph gives as a graph of their own. They are had by looking up every id, so that whatever the source does
 * with its table, such as scaling it, is in what is written. Names appear only when files are whole; nothing is left of a failure.
 *
 * @returns bytes written
 * @throws {GraphError}
 */
export async function exportGraph(
  file: ModelFile,
  run: Run,
  options: ExportTarget,
  context: RequestContext<number>,
): Promise<number> {
  const { target, type, weights } = options;
  const tables = tablesOf(file.card, run);
  const columns = file.card.hiddenSize;
  const size = Object.values(tables).reduce((sum, { rows }) => sum + rows * columns * floatSizes[type], 0);
  checkTarget(file, target);
  if (weights === 'inside' && size > largestModel - 65536) {
    throw new GraphError(`${size} bytes of weights are too many for inside a model (2 GiB). Choose weights beside it.`);
  }
  const dataPath = `${target}.data`;
  const writer = new TableWriter(type, size, context);
  const spec = specOf(file.card, tables, options, basename(dataPath));
  const paths = weights === 'beside' ? [dataPath, target] : [target];
  return writeWholeFiles(
    paths,
    async drafts => {
      const model = drafts.at(-1)!;
      if (weights === 'beside') {
        for (const [name, table] of Object.entries(tables)) {
          const data = spec[name as TableName]!.data;
          if ('offset' in data) await writer.write(drafts[0]!, table, data.offset);
        }
      }
      for (const piece of embeddingGraphPieces(graphSpec(file.card, spec, options.metadata))) {
        if (piece instanceof Uint8Array) await model.write(piece);
        else await writer.write(model, tables[piece.name as TableName]!, model.end);
      }
      return drafts.reduce((bytes, { end }) => bytes + end, 0);
    },
    { token: context.token },
  );
}

/** As they are called in the graph. */
type TableName = 'wte' | 'wpe' | 'rope_cos' | 'rope_sin';
type Tables = Partial<Record<TableName, Table>>;

function tablesOf(card: GraphCard, run: Run): Tables {
  const { vocabularySize, hiddenSize, contextLength, positions } = card;
  if (card.outputs.token === undefined) throw new GraphError('The graph gives no token vectors that could be written.');
  const wte = { rows: vocabularySize, parts: () => tokenRows(card, run) };
  if (positions === 'rotary' && contextLength !== undefined) {
    checkPairs(hiddenSize);
    const computed = (rowsOf: typeof rotaryCosines): Table => ({
      rows: contextLength,
      parts: () => computedRows(contextLength, hiddenSize, rowsOf),
    });
    return { wte, rope_cos: computed(rotaryCosines), rope_sin: computed(rotarySines) };
  }
  if (card.outputs.position === undefined || contextLength === undefined) return { wte };
  const rows = Math.min(contextLength, card.fixedLength ?? contextLength);
  return { wte, wpe: { rows, parts: () => positionRows(rows, run) } };
}

async function* tokenRows(card: GraphCard, run: Run): AsyncGenerator<Float32Array> {
  const { fixedLength = rowsAtOnce, contextLength = rowsAtOnce, affordableTokens } = card;
  const atOnce = Math.min(rowsAtOnce, fixedLength, contextLength, affordableTokens);
  for (let first = 0; first < card.vocabularySize; first += atOnce) {
    const count = Math.min(atOnce, card.vocabularySize - first);
    const { token } = await run(Uint32Array.from({ length: count }, (_, i) => first + i));
    yield token!;
  }
}

async function* positionRows(rows: number, run: Run): AsyncGenerator<Float32Array> {
  const { position } = await run(new Uint32Array(rows));
  yield position!;
}

async function* computedRows(
  rows: number,
  hiddenSize: number,
  rowsOf: typeof rotaryCosines,
): AsyncGenerator<Float32Array> {
  const atOnce = positionRowsAtOnce(hiddenSize);
  for (let first = 0; first < rows; first += atOnce) {
    yield await Promise.resolve(rowsOf(first, Math.min(atOnce, rows - first), hiddenSize));
  }
}

function specOf(
  card: GraphCard,
  tables: Tables,
  { type, weights }: ExportTarget,
  file: string,
): Partial<Record<TableName, TableSpec>> {
  let end = 0;
  return Object.fromEntries(
    Object.entries(tables).map(([name, { rows }]) => {
      const length = rows * card.hiddenSize * floatSizes[type];
      const offset = Math.ceil(end / alignment) * alignment;
      end = offset + length;
      return [name, { rows, type, data: weights === 'inside' ? { gap: length } : { file, offset, length } }];
    }),
  );
}

function graphSpec(
  card: GraphCard,
  tables: Partial<Record<TableName, TableSpec>>,
  metadata: Readonly<Record<string, string>>,
): GraphSpec {
  const { wte, wpe, rope_cos: cos, rope_sin: sin } = tables;
  const rotary = cos === undefined || sin === undefined ? undefined : { cos, sin };
  const positions = { 'tokenscope.positions': wpe === undefined && rotary === undefined ? 'none' : card.positions };
  return { hiddenSize: card.hiddenSize, token: wte!, position: wpe, rotary, metadata: { ...positions, ...metadata } };
}

/** Converts rows and writes them, tells how far it is, and stops when nobody wants them any more. */
class TableWriter {
  #done = 0;

  constructor(
    readonly type: 'float32' | 'float16',
    readonly total: number,
    readonly context: RequestContext<number>,
  ) {}

  async write(file: Draft, table: Table, offset: number): Promise<void> {
    let at = offset;
    for await (const values of table.parts()) {
      const bytes = encodeFloats(this.type, values);
      await file.write(bytes, at);
      at += bytes.length;
      this.#done += bytes.length;
      this.context.progress(Math.min(1, this.#done / this.total));
      throwIfCancelled(this.context.token);
    }
  }
}

/** Writing over what is being read would destroy both. */
function checkTarget(file: ModelFile, target: string): void {
  let folder: string;
  try {
    folder = realpathSync(dirname(target));
  } catch {
    // The writer says what is wrong with it.
    return;
  }
  const { token, position } = file.card.tables;
  const read = [
    file.path,
    ...[token.file, position?.file].flatMap(name => (name === undefined ? [] : [join(file.folder, name)])),
  ];
  for (const path of [target, `${target}.data`]) {
    if (read.includes(join(folder, basename(path))))
      throw new GraphError(`${basename(path)} is what the vectors are read from. Choose another name.`);
  }
}
