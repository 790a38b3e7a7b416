import type { StatisticsMessage } from '../../protocol/vectorMaths';
import type { VectorOutputName } from '../../protocol/vectorsPanel';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { fourDecimals } from './colorScale';
import { outputNames } from './outputs';

/** A number that is pointed at. */
interface Pointed {
  readonly token: { readonly text: string; readonly index: number };
  /** Where the token is; see base/ordinal. */
  readonly place: string;
  readonly output: VectorOutputName;
  readonly column: number;
  readonly value: number;
  /** Of each dimension, over the tokens in view; left out where they are not shown. */
  readonly over: StatisticsMessage['dimensions'] | undefined;
}

/** What a number is: whose, where, and how it lies among those of its dimension. */
export function readout({ token, place, output, column, value, over }: Pointed): Node[] {
  const among =
    over === undefined
      ? ''
      : ` · dimension ${column} over these tokens: mean ${fourDecimals(over.mean[column]!)}, std ${fourDecimals(over.std[column]!)}, from ${fourDecimals(over.min[column]!)} to ${fourDecimals(over.max[column]!)}`;
  return [
    tokenElement(token.text, token.index),
    element('span', {}, ` ${outputNames[output]}, ${place}, dimension ${column}: `),
    element('b', {}, fourDecimals(value)),
    element('span', {}, among),
  ];
}

/** What can be done where nothing is pointed at. */
export function whatToDo(): Node[] {
  return [element('span', {}, 'Point at a number to read it; choose a row to go to its token.')];
}
