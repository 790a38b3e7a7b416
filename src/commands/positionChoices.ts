import type { TableCardMessage } from '../protocol/inference';

const positionName = /pos|wpe/i;

/**
 * The tables that could hold the position vectors that go with a token table: as wide as it, those that are named so first, then the
 * shortest, as a context is nearly always shorter than a vocabulary.
 */
export function positionChoices(
  tables: readonly TableCardMessage[],
  token: Pick<TableCardMessage, 'name' | 'columns'>,
): TableCardMessage[] {
  const isNamed = ({ name }: TableCardMessage): number => (positionName.test(name) ? 0 : 1);
  return tables
    .filter(({ name, columns }) => name !== token.name && columns === token.columns)
    .sort((a, b) => isNamed(a) - isNamed(b) || a.rows - b.rows);
}

/** What a person said of the positions: a table by its name, `''` that there is none, `undefined` that it be found. */
export type PositionAnswer = string | undefined;

/**
 * Settings for a file after a person chose its tables. What was said of another token table's positions does not stay.
 *
 * @example
 * withTables({ tokenTable: 'a', positionTable: 'p' }, 'b', undefined) // { tokenTable: 'b' }
 */
export function withTables(
  overrides: Readonly<Record<string, string>>,
  tokenTable: string,
  position: PositionAnswer,
): Record<string, string> {
  const others = Object.entries(overrides).filter(([key]) => key !== 'positionTable' && key !== 'firstPosition');
  return { ...Object.fromEntries(others), tokenTable, ...(position === undefined ? {} : { positionTable: position }) };
}
