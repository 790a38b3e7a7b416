import type { FloatType } from './floats';
import type { PackedRows } from './packedRows';

/** What the process needs to know to feed a graph, and what the panel tells about it. Plain, so that it crosses a wire. */

/** Token vectors, position vectors, and their sum, which is what enters the model. */
export type VectorKind = 'token' | 'position' | 'input';
export const vectorKinds: readonly VectorKind[] = ['token', 'position', 'input'];

export interface IndexInput {
  readonly name: string;
  readonly type: 'int32' | 'int64';
  /** Declared dimensions; null where any size goes. [sequence] or [batch, sequence]. */
  readonly dims: readonly (number | null)[];
  /** [sequence, batch]: models from before `batch_first`. */
  readonly isSequenceFirst?: true;
}

export interface VectorOutput {
  readonly name: string;
  readonly type: Exclude<FloatType, 'bfloat16'>;
  /** An inner value of the graph, which becomes an output by appending to the model. */
  readonly isAdded: boolean;
  /** The bfloat16 value that is converted on the way, as JavaScript has no numbers of that type. */
  readonly castFrom?: string;
}

/** Where a table's numbers are: `rows` x `columns`, row by row, little-endian. */
export interface TableLocation {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly type: FloatType;
  /** A file below the model's folder; undefined for the model itself. */
  readonly file: string | undefined;
  /** Undefined where the numbers are no contiguous bytes of `type`: they are packed, or can only be had by running the graph. */
  readonly offset: number | undefined;
  /** Present: the numbers are stored in 8 bits, and are `type` once they have been read. */
  readonly packed?: PackedRows;
}

/** How a position enters: a table that was trained, one that is computed, a rotation of the token vectors, or not at all. */
export type PositionKind = 'learned' | 'sinusoidal' | 'rotary' | 'none';
export const positionKinds = ['learned', 'sinusoidal', 'rotary', 'none'] as const;

/** What has to be known of a graph before it can be fed, and what a person can overrule in the settings. */
export const guessKeys = [
  'idsInput',
  'positionInput',
  'tokenTable',
  'positionTable',
  'firstPosition',
  'tokenOutput',
  'positionOutput',
  'inputOutput',
] as const;
export type GuessKey = (typeof guessKeys)[number];

/** Names that a person gives instead of what would be found. An empty `positionTable` says that there is none. */
export type GraphOverrides = Readonly<Partial<Record<GuessKey, string>>>;

/** One thing that was found out, and why it is taken to be so. */
export interface Guess {
  readonly key: GuessKey;
  readonly value: string;
  readonly reason: string;
}

/** An input or output as the model declares it; null in a shape where nothing is said. */
export interface DeclaredValue {
  readonly name: string;
  /** ONNX's name of the element type. */
  readonly type: string;
  readonly shape: readonly (number | string | null)[];
}

export interface GraphCard {
  readonly idsInput: IndexInput;
  readonly positionInput?: IndexInput;
  /** Inputs of segments (BERT's token_type_ids), which are fed zeros: all tokens are of the first segment. */
  readonly segmentInputs?: readonly IndexInput[];
  readonly outputs: Readonly<Partial<Record<VectorKind, VectorOutput>>>;
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  /** Rows of the position table. */
  readonly contextLength?: number;
  /** The graph takes sequences of exactly this length: shorter ones are padded. */
  readonly fixedLength?: number;
  /** The tables that are looked up, so that they can be searched where they lie. */
  readonly tables: { readonly token: TableLocation; readonly position?: TableLocation };
  readonly positions: PositionKind;
  readonly declaredInputs: readonly DeclaredValue[];
  readonly declaredOutputs: readonly DeclaredValue[];
  readonly guesses: readonly Guess[];
  /** The seed it was drawn from, when it says so: its numbers are untrained. */
  readonly seed?: string;
  /** Tokens that it can be given at once within what a graph may cost. */
  readonly affordableTokens: number;
  readonly opset: number;
  /** The program that wrote the model, when it says so. */
  readonly producer: string;
}
