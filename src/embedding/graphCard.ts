import type { FloatType } from './floats';

/** What the process needs to know to feed a graph, and what the panel tells about it. Plain, so that it crosses a wire. */

/** Token vectors, position vectors, and their sum, which is what enters the model. */
export type VectorKind = 'token' | 'position' | 'input';
export const vectorKinds: readonly VectorKind[] = ['token', 'position', 'input'];

export interface IndexInput {
  readonly name: string;
  readonly type: 'int32' | 'int64';
  /** Declared dimensions; null where any size goes. [sequence] or [batch, sequence]. */
  readonly dims: readonly (number | null)[];
}

export interface VectorOutput {
  readonly name: string;
  readonly type: 'float32' | 'float16' | 'float64';
  /** An inner value of the graph, which becomes an output by appending to the model. */
  readonly isAdded: boolean;
}

/** Where a table's numbers are: `rows` x `columns`, row by row, little-endian. */
export interface TableLocation {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly type: FloatType;
  /** A file below the model's folder; undefined for the model itself. */
  readonly file: string | undefined;
  /** Undefined where the numbers are no contiguous bytes, so that they can only be had by running the graph. */
  readonly offset: number | undefined;
}

export interface GraphCard {
  readonly idsInput: IndexInput;
  readonly positionInput?: IndexInput;
  readonly outputs: Readonly<Partial<Record<VectorKind, VectorOutput>>>;
  /** The tables that are looked up, so that they can be searched where they lie. */
  readonly tables: { readonly token: TableLocation; readonly position?: TableLocation };
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  /** Rows of the position table. */
  readonly contextLength?: number;
  /** The graph takes sequences of exactly this length: shorter ones are padded. */
  readonly fixedLength?: number;
  /** The seed it was drawn from, when it says so: its numbers are untrained. */
  readonly seed?: string;
  readonly opset: number;
}
