import type { GraphOverrides, Guess, TableLocation } from './graphCard';
import { GraphError } from './graphError';

/** A table in a file of weights, in one piece. */
export interface WeightTable extends TableLocation {
  readonly file: string;
  readonly offset: number;
}

export interface ChosenTables {
  readonly token: WeightTable;
  readonly position?: WeightTable;
  readonly guesses: readonly Guess[];
}

/** Names that GPT-2, the book, and most others give to their tables; what stands before them, as in `transformer.wte.weight`, varies. */
const tokenName = /(^|[._/])(wte|tok_emb|embed_tokens|word_embeddings|token_embedding(_layer)?)([._]weight)?(\.npy)?$/i;
const positionName =
  /(^|[._/])(wpe|pos_emb|embed_positions|position_embeddings|pos(ition)?_embedding(_layer)?)([._]weight)?(\.npy)?$/i;

/** Whether token or position tables are named so. */
export function isTableName(name: string): boolean {
  return tokenName.test(name) || positionName.test(name);
}

/** Longest list of names in a message. */
const listed = 12;

/**
 * Finds the token table and the position table among all tables of a file of weights: what the settings name, else what the names tell,
 * else the only table that there is.
 *
 * @example
 * chooseTables([{ name: 'wte.weight', ... }, { name: 'wpe.weight', ... }], {}) // token: wte.weight, position: wpe.weight
 * @throws {GraphError} with code `SEVERAL_TABLES` where a person has to choose, and with what was found where nothing can be used
 */
export function chooseTables(tables: readonly WeightTable[], overrides: GraphOverrides): ChosenTables {
  const usable = tables.filter(({ rows, columns }) => rows > 0 && columns > 0);
  const guesses: Guess[] = [];
  const note = (key: 'tokenTable' | 'positionTable', table: WeightTable, reason: string): WeightTable => {
    guesses.push({ key, value: table.name, reason });
    return table;
  };
  const named = (key: 'tokenTable' | 'positionTable', choices: readonly WeightTable[]): WeightTable | undefined => {
    const name = overrides[key];
    if (name === undefined || name === '') return undefined;
    const table = choices.find(each => each.name === name);
    if (table !== undefined) return note(key, table, 'your setting says so');
    throw new GraphError(
      `The setting tokenscope.embedding.overrides says ${key} = ${JSON.stringify(name)}, which is no table that fits. ${list(choices)}`,
    );
  };
  const token = named('tokenTable', usable) ?? tokenTableOf(usable, note);
  const fitting = usable.filter(each => each !== token && each.columns === token.columns);
  if (overrides.positionTable === '') return { token, guesses };
  const position = named('positionTable', fitting) ?? positionTableOf(fitting, token, note);
  return { token, ...(position === undefined ? {} : { position }), guesses };
}

type Note = (key: 'tokenTable' | 'positionTable', table: WeightTable, reason: string) => WeightTable;

function tokenTableOf(tables: readonly WeightTable[], note: Note): WeightTable {
  const byName = tables.filter(({ name }) => tokenName.test(name));
  if (byName.length === 1) return note('tokenTable', byName[0]!, 'named as token tables are');
  const others = tables.filter(({ name }) => !positionName.test(name));
  if (byName.length === 0 && others.length === 1) return note('tokenTable', others[0]!, 'the only table in the file');
  if (tables.length === 0) {
    throw new GraphError(
      'There is no table of vectors here: no tensor of two dimensions and 16-, 32- or 64-bit floats.',
    );
  }
  const candidates = byName.length > 1 ? byName : tables;
  const why = byName.length > 1 ? 'Several tables could be the token table.' : 'No table is named as token tables are.';
  throw new GraphError(`${why} ${list(candidates)} Select the embedding graph again to choose one.`, 'SEVERAL_TABLES');
}

/** Of several, the one whose name begins most like the token table's: it belongs to the same part of the model. */
function positionTableOf(tables: readonly WeightTable[], token: WeightTable, note: Note): WeightTable | undefined {
  const ranked = tables
    .filter(({ name }) => positionName.test(name))
    .sort((a, b) => commonStart(b.name, token.name) - commonStart(a.name, token.name));
  const [best, next] = ranked;
  if (best === undefined) return undefined;
  const reason =
    next === undefined
      ? 'named as position tables are'
      : `named as position tables are, and of ${ranked.length} the most like "${token.name}"`;
  return note('positionTable', best, reason);
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
