import type { Uri } from 'vscode';

/**
 * What other extensions may call: the value that activating `tokenscope.tokenscope` returns. Stable: version 2 has all that version 1 has.
 * Every method answers asynchronously; a wrong argument rejects with an error whose message begins with the argument's name.
 *
 * @example
 * const api = await vscode.extensions.getExtension('tokenscope.tokenscope').activate();
 * const { ids } = await api.encode('The cat sat', { tokenizer: 'gpt2' }); // Uint32Array [464, 3797, 3332]
 */
export interface TokenscopeApi {
  readonly version: 2;
  /** Names that `tokenizer` options take: those that come with Tokenscope. {@link openTokenizer} gives further ones. */
  readonly tokenizers: readonly string[];
  /**
   * Makes a tokenizer and answers the name that every `tokenizer` option then takes. The same source has the same name, and keeps it until
   * fifty others were used since.
   *
   * @since version 2
   * @example
   * const tokenizer = await api.openTokenizer({ kind: 'words', text: 'The cat sat' }); // SimpleTokenizerV2
   * const { ids } = await api.encode('The dog sat', { tokenizer }); // Uint32Array [0, 4, 2]: "dog" is <|unk|>
   */
  openTokenizer(source: TokenizerSource): Promise<string>;
  /** The merges of a tokenizer of kind `bytePair`, in the order of training. @since version 2 */
  merges(tokenizer: string): Promise<readonly Merge[]>;
  /** All tokens of any tokenizer, by id; an id without a token is left out. @since version 2 */
  vocabulary(tokenizer: string): Promise<readonly VocabularyEntry[]>;
  encode(text: string, options?: EncodeOptions): Promise<Tokens>;
  count(text: string, options?: EncodeOptions): Promise<number>;
  /** The text of ids; bytes that are no valid UTF-8 become U+FFFD. */
  decode(ids: ArrayLike<number>, options?: { readonly tokenizer?: string }): Promise<string>;
  /** The windows of the chapter's loader: starts `range(0, ids.length - maxLength, stride)`. */
  windows(ids: ArrayLike<number>, options: WindowOptions): Promise<WindowBatches>;
  /**
   * The tokens nearest to an expression, or to a vector, among all of the vocabulary: the nearest first.
   *
   * @since version 2
   * @example
   * await api.neighbours('king - man + woman', { count: 5 }); // " queen" is among them, in the trained table
   */
  neighbours(query: string | ArrayLike<number>, options?: NeighbourOptions): Promise<readonly Neighbour[]>;
  /** Vectors of ids at positions 0, 1, 2, ... */
  embed(ids: ArrayLike<number>, options?: EmbedOptions): Promise<Embeddings>;
}

/** What a tokenizer is made from. */
export type TokenizerSource = WordsSource | BytePairSource | FileSource;

/** The chapter's word tokenizer, with the words of a text. */
export interface WordsSource {
  readonly kind: 'words';
  readonly text: string;
  /** 1: SimpleTokenizerV1, whose `encode` rejects at a word that it does not have; 2, the default: SimpleTokenizerV2. */
  readonly version?: 1 | 2;
  /** Further special tokens, after V2's `<|endoftext|>` and `<|unk|>`; without blanks and `,.:;?_!"()'`. */
  readonly specialTokens?: readonly string[];
}

/** Byte-level BPE that is trained on a text. Ids 0 to 255 are the bytes, then come the merges, then the special tokens. */
export interface BytePairSource {
  readonly kind: 'bytePair';
  readonly text: string;
  /** Bytes and merges: 256 and the merges that are wanted; fewer are made if no pair is left. */
  readonly vocabularySize: number;
  /** The pattern that cuts the text into pieces, which no token crosses; default `gpt2`. */
  readonly pattern?: 'none' | 'gpt2' | 'cl100k' | 'o200k';
  /** Of equally frequent pairs, the one that occurs first in the text as it is now, as minbpe does (default), or that of the smallest ids. */
  readonly ties?: 'first' | 'smallest';
  /** Default: none. */
  readonly specialTokens?: readonly string[];
  /** A pair that occurs less often is not merged; default 1. */
  readonly minimumFrequency?: number;
}

/** The tokenizer of another tool: a Hugging Face `tokenizer.json`, Mistral's `tekken.json` or a rank file of tiktoken. */
export interface FileSource {
  readonly kind: 'file';
  /** A file on this machine. It is read once: later changes of it change nothing. */
  readonly uri: Uri;
  /** The pattern that cuts texts, which a rank file does not tell; needed for that alone. */
  readonly pattern?: 'none' | 'gpt2' | 'cl100k' | 'o200k' | 'qwen2';
}

/** One merge: where the tokens `left` and `right` stand side by side, `id` takes their place. */
export interface Merge {
  readonly left: number;
  readonly right: number;
  readonly id: number;
}

/** One token of a vocabulary. */
export interface VocabularyEntry {
  readonly id: number;
  /** In UTF-8. */
  readonly bytes: Uint8Array;
  readonly special: boolean;
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
  /**
   * Default false. The order is that of `torch.manual_seed(seed)` and `DataLoader(shuffle=True, num_workers=0)` of PyTorch 1.9 or later,
   * unless one of the next options says otherwise.
   */
  readonly shuffle?: boolean;
  /** Default 123. */
  readonly seed?: number;
  /** Which pass over the data, from 1, the default. */
  readonly epoch?: number;
  /** Default false. The order is that of `DataLoader(shuffle=True, generator=torch.Generator().manual_seed(seed))`; later epochs as of PyTorch 1.11. */
  readonly generator?: boolean;
  /**
   * The windows of one process of so many: `DistributedSampler(dataset, num_replicas=worldSize, rank=rank, seed=seed)`, after
   * `set_epoch(epoch - 1)`. Its order does not depend on `generator`.
   */
  readonly worldSize?: number;
  /** From 0, the default, to before `worldSize`. */
  readonly rank?: number;
  /** Default true. */
  readonly dropLast?: boolean;
}

export interface WindowBatches {
  /** All windows of the ids, those of other ranks too. */
  readonly windowCount: number;
  readonly batchCount: number;
  /** Inputs and targets of shape [batch, maxLength]. */
  batch(index: number): Promise<{ inputs: number[][]; targets: number[][] }>;
}

export interface NeighbourOptions {
  /** A graph or weights whose rows are the tokenizer's ids. Without it, the trained table of GPT-2's tokens. */
  readonly graph?: Uri | 'default';
  /** Whose tokens an expression names and the answers are; default `gpt2`. */
  readonly tokenizer?: string;
  /** Default 10, at most 1,000. */
  readonly count?: number;
  /** Default `cosine`. */
  readonly metric?: 'cosine' | 'euclidean';
}

export interface Neighbour {
  readonly id: number;
  readonly text: string;
  /** Cosine similarity (1 is the same direction) or Euclidean distance (0 is the same place). */
  readonly score: number;
}

export interface EmbedOptions {
  /** A graph or weights; `default`: the trained table of GPT-2's tokens. Without it, a seeded graph of the sizes below. */
  readonly graph?: Uri | 'default';
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
