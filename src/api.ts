import type { Uri } from 'vscode';

/**
 * What other extensions may call: the value that activating `tokenscope.tokenscope` returns. Stable from version 1 on.
 * Every method answers asynchronously; a wrong argument rejects with an error whose message begins with the argument's name.
 *
 * @example
 * const api = await vscode.extensions.getExtension('tokenscope.tokenscope').activate();
 * const { ids } = await api.encode('The cat sat', { tokenizer: 'gpt2' }); // Uint32Array [464, 3797, 3332]
 */
export interface TokenscopeApi {
  readonly version: 1;
  /** Names that `tokenizer` options take. */
  readonly tokenizers: readonly string[];
  encode(text: string, options?: EncodeOptions): Promise<Tokens>;
  count(text: string, options?: EncodeOptions): Promise<number>;
  /** The text of ids; bytes that are no valid UTF-8 become U+FFFD. */
  decode(ids: ArrayLike<number>, options?: { readonly tokenizer?: string }): Promise<string>;
  /** The windows of the chapter's loader: starts `range(0, ids.length - maxLength, stride)`. */
  windows(ids: ArrayLike<number>, options: WindowOptions): Promise<WindowBatches>;
  /** Vectors of ids at positions 0, 1, 2, ... */
  embed(ids: ArrayLike<number>, options?: EmbedOptions): Promise<Embeddings>;
}

export interface EncodeOptions {
  /** Default `gpt2`. */
  readonly tokenizer?: string;
  /** What to do with the text of special tokens; default `encode`. */
  readonly specialTokens?: 'text' | 'encode' | 'error';
}

/** One entry a token; offsets are UTF-16 code units. A token that holds part of a character spans the whole character. */
export interface Tokens {
  readonly ids: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

export interface WindowOptions {
  /** Tokens in a window, at least 1. */
  readonly maxLength: number;
  /** Tokens from one window to the next, at least 1. */
  readonly stride: number;
  /** Default 1. */
  readonly batchSize?: number;
  /** Default false. The order is that of `torch.manual_seed(seed)` and `DataLoader(shuffle=True, num_workers=0)`. */
  readonly shuffle?: boolean;
  /** Default 123. */
  readonly seed?: number;
  /** Default true. */
  readonly dropLast?: boolean;
}

export interface WindowBatches {
  readonly windowCount: number;
  readonly batchCount: number;
  /** Inputs and targets of shape [batch, maxLength]. */
  batch(index: number): Promise<{ inputs: number[][]; targets: number[][] }>;
}

export interface EmbedOptions {
  /** An exported .onnx graph; without it a seeded one of the sizes below. */
  readonly graph?: Uri;
  /** Default 123. */
  readonly seed?: number;
  /** Default 50257. */
  readonly vocabularySize?: number;
  /** Default 256. */
  readonly hiddenSize?: number;
  /** Default 1024. */
  readonly contextLength?: number;
}

/** Row-major tables of `dims`, float32. */
export interface Embeddings {
  readonly dims: readonly [sequence: number, hidden: number];
  readonly token: Float32Array;
  readonly position: Float32Array;
  readonly input: Float32Array;
}
