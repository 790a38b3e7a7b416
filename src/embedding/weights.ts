import { firstPositionOf, type FirstPosition, type ModelConfig } from './firstPositions';
import { floatSizes } from './floats';
import type { GraphOverrides, Guess, TableLocation } from './graphCard';
import { GraphError } from './graphError';
import { isCompanion, isNamedAsPosition, namedAsToken, otherPart, stemOf } from './weightNames';

/** A table in a file of weights, in one piece. */
export interface WeightTable extends TableLocation {
  readonly file: string;
}

/** A tensor in a file of weights, whatever it holds: names are looked at before types, so that one part is not taken for another. */
export interface WeightTensor {
  readonly name: string;
  /** As the file calls it. */
  readonly type: string;
  readonly shape: readonly number[];
  /** Present if it is a table of floats that can be used. */
  readonly table?: WeightTable;
}

export interface ChosenTables {
  readonly token: WeightTable;
  /** Its first row is that of position 0. */
  readonly position?: WeightTable;
  readonly guesses: readonly Guess[];
}

/** Longest list of names in a message. */
const listed = 12;

/**
 * Finds the token table and the position table among all tensors of a file of weights: what the settings name, else what the names tell,
 * else the only table that there is.
 *
 * @param config says where positions begin
 * @example
 * chooseTables([{ name: 'wte.weight', ... }, { name: 'wpe.weight', ... }], {}) // token: wte.weight, position: wpe.weight
 * @throws {GraphError} with code `SEVERAL_TABLES` where a person has to choose, and with what was found where nothing can be used
 */
export function chooseTables(
  tensors: readonly WeightTensor[],
  overrides: GraphOverrides,
  config: ModelConfig = { kind: 'missing' },
): ChosenTables {
  const guesses: Guess[] = [];
  const note = (key: TableKey, table: WeightTable, reason: string): WeightTable => {
    guesses.push({ key, value: table.name, reason });
    return table;
  };
  const named = (key: TableKey, choices: readonly WeightTensor[]): WeightTable | undefined => {
    const name = overrides[key];
    if (name === undefined || name === '') return undefined;
    const tensor = choices.find(each => each.name === name);
    if (tensor !== undefined) return note(key, usable(tensor, tensors), 'your setting says so');
    throw new GraphError(
      `The setting tokenscope.embedding.overrides says ${key} = ${JSON.stringify(name)}, which is no table that fits. ${list(tablesAmong(choices))}`,
    );
  };
  const token = named('tokenTable', tensors) ?? tokenTableOf(tensors, note);
  if (overrides.positionTable === '') return { token, guesses };
  const fitting = tensors.filter(
    ({ name, table }) => name !== token.name && (table === undefined || table.columns === token.columns),
  );
  const position = named('positionTable', fitting) ?? positionTableOf(fitting, token, note);
  if (position === undefined) return { token, guesses };
  const { row, reason } = firstRowOf(position, overrides, config);
  if (reason !== undefined) guesses.push({ key: 'firstPosition', value: String(row), reason });
  return { token, position: fromRow(position, row), guesses };
}

function firstRowOf(
  { name, rows }: WeightTable,
  { firstPosition = '' }: GraphOverrides,
  config: ModelConfig,
): FirstPosition {
  const said = firstPosition !== '';
  const first = said
    ? { row: /^\d{1,9}$/.test(firstPosition) ? Number(firstPosition) : NaN, reason: 'your setting says so' }
    : firstPositionOf(name, rows, config);
  if (first.row < rows) return first;
  const table = `the position table ${JSON.stringify(name)} has ${rows} rows`;
  throw new GraphError(
    said
      ? `The setting tokenscope.embedding.overrides says firstPosition = ${JSON.stringify(firstPosition)}, but ${table}.`
      : `Position 0 would be row ${first.row}, but ${table}. If it begins elsewhere, say firstPosition in tokenscope.embedding.overrides.`,
  );
}

/** The table without the rows before `row`. */
function fromRow(table: WeightTable, row: number): WeightTable {
  const { rows, columns, offset, type, packed } = table;
  if (offset !== undefined) return { ...table, rows: rows - row, offset: offset + row * columns * floatSizes[type] };
  if (packed === undefined) return table;
  const { offset: start, scaleOffset } = packed;
  return {
    ...table,
    rows: rows - row,
    packed: { offset: start + row * columns, scaleOffset: scaleOffset + row * floatSizes.float32 },
  };
}

type TableKey = 'tokenTable' | 'positionTable';
type Note = (key: TableKey, table: WeightTable, reason: string) => WeightTable;

const tablesAmong = (tensors: readonly WeightTensor[]): WeightTable[] => tensors.flatMap(({ table }) => table ?? []);

function tokenTableOf(tensors: readonly WeightTensor[], note: Note): WeightTable {
  const byName = namedAsToken(tensors.filter(({ shape }) => shape.length > 1));
  if (byName.length === 1) return note('tokenTable', usable(byName[0]!, tensors), 'named as token tables are');
  const candidates = tablesAmong(byName);
  if (byName.length > 1 && candidates.length === 0) usable(byName[0]!, tensors);
  if (candidates.length > 0) {
    throw new GraphError(`Several tables could be the token table. ${list(candidates)} ${again}`, 'SEVERAL_TABLES');
  }
  const others = tensors.filter(each => each.table !== undefined && sizeOf(each) > 0 && !isCompanion(each.name));
  const unnamed = others.filter(({ name }) => !isNamedAsPosition(name) && otherPart(name) === undefined);
  const [unreadable] = tensors
    .filter(({ shape, table }) => table === undefined && shape.length === 2)
    .sort((a, b) => sizeOf(b) - sizeOf(a));
  if (unnamed.length === 0) throw nothingFound(tensors, others, unreadable);
  const [only] = unnamed;
  const isLargest = unreadable === undefined || sizeOf(unreadable) <= sizeOf(only!);
  if (others.filter(({ name }) => !isNamedAsPosition(name)).length === 1 && isLargest) {
    return note('tokenTable', only!.table!, 'the only table in the file');
  }
  throw new GraphError(
    `No table is named as token tables are. ${list(tablesAmong(others))} ${again}`,
    'SEVERAL_TABLES',
  );
}

const again = 'Select the embedding graph again to choose one.';
const sizeOf = ({ shape }: WeightTensor): number => shape.reduce((product, dim) => product * dim, 1);

function nothingFound(
  tensors: readonly WeightTensor[],
  others: readonly WeightTensor[],
  unreadable: WeightTensor | undefined,
): GraphError {
  const [first] = others;
  if (first === undefined) {
    if (unreadable !== undefined) return refusal(unreadable, tensors);
    return new GraphError(
      'There is no table of vectors here: no tensor of two dimensions and 16-, 32- or 64-bit floats.',
    );
  }
  const part = otherPart(first.name) ?? 'a position table';
  const more = others.length > 1 ? `, and ${others.length - 1} more` : '';
  const [shard] = new Set(others.map(({ table }) => table!.file));
  const next = /-\d+-of-\d+\.safetensors$/i.test(shard ?? '')
    ? 'This file is one of several: choose the .safetensors.index.json beside it, or the file that holds the token table.'
    : "Choose the file of the whole model's weights.";
  return new GraphError(
    `No token table is in this file. It holds ${JSON.stringify(first.name)} [${first.shape.join(', ')}], ${part}${more}. ${next} ` +
      'To use a tensor all the same, name it as tokenTable in the setting tokenscope.embedding.overrides.',
  );
}

/** @throws {GraphError} for a tensor whose numbers cannot be used, with its type and what to do */
function usable(tensor: WeightTensor, tensors: readonly WeightTensor[]): WeightTable {
  const { table } = tensor;
  if (table !== undefined && table.rows > 0 && table.columns > 0) return table;
  throw refusal(tensor, tensors);
}

function refusal(tensor: WeightTensor, tensors: readonly WeightTensor[]): GraphError {
  const { name, type, shape, table } = tensor;
  const what = `The tensor ${JSON.stringify(name)} holds ${type} of shape [${shape.join(', ')}]`;
  if (table !== undefined) return new GraphError(`${what}: it is empty. Choose a file whose table has rows.`);
  if (isFloatName(type)) {
    return new GraphError(`${what}: a table of two dimensions was expected, [tokens, numbers in each vector].`);
  }
  const beside = tensors
    .filter(each => each !== tensor && isCompanion(each.name) && stemOf(each.name) === stemOf(name))
    .slice(0, 3)
    .map(each => JSON.stringify(each.name));
  const why =
    beside.length > 0
      ? `, quantized numbers whose meaning ${beside.join(', ')} ${beside.length > 1 ? 'tell' : 'tells'}`
      : '';
  return new GraphError(
    `${what}${why}. Tables of F16, BF16, F32 or F64 can be used. Choose the weights as they were before quantization, ` +
      'or convert this tensor to F16 and save it as safetensors.',
  );
}

const isFloatName = (type: string): boolean => /^(F|BF)(16|32|64)$/.test(type);

/** Of several, the one whose name begins most like the token table's: it belongs to the same part of the model. */
function positionTableOf(tensors: readonly WeightTensor[], token: WeightTable, note: Note): WeightTable | undefined {
  const ranked = tensors
    .filter(each => isNamedAsPosition(each.name) && each.shape.length > 1 && sizeOf(each) > 0)
    .sort((a, b) => commonStart(b.name, token.name) - commonStart(a.name, token.name) || a.name.localeCompare(b.name));
  const best = ranked.find(({ table }) => table !== undefined) ?? ranked[0];
  if (best === undefined) return undefined;
  if (best.table === undefined) {
    throw new GraphError(
      `${refusal(best, tensors).message} To see the token vectors alone, set positionTable to "" in tokenscope.embedding.overrides.`,
    );
  }
  const reason =
    ranked.length === 1
      ? 'named as position tables are'
      : `named as position tables are, and of ${ranked.length} the most like "${token.name}"`;
  return note('positionTable', best.table, reason);
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function list(tables: readonly WeightTable[]): string {
  const names = tables
    .slice(0, listed)
    .map(({ name, rows, columns }) => `${JSON.stringify(name.slice(0, 80))} [${rows}, ${columns}]`);
  const more = tables.length > listed ? `, and ${tables.length - listed} more` : '';
  return tables.length === 0 ? 'There are no others.' : `Tables: ${names.join(', ')}${more}.`;
}
