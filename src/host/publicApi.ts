import type { EmbedOptions, EncodeOptions, TokenscopeApi, WindowOptions } from '../api';
import { describe, isBoolean, isInteger, isOneOf, isString, optional, type Validator } from '../base/validator';
import type { EmbeddingGraphs } from './embeddingGraphs';
import type { LoaderOptionsMessage } from '../protocol/tokenizer';
import type { TokenizerClient } from '../worker/client';
import { entriesOf, openTokenizer } from './openedTokenizers';

/** Builds the value that other extensions get. Arguments come from code that this one does not know: each is checked by name. */
export function createApi(
  tokenizerNames: readonly string[],
  tokenizers: TokenizerClient,
  graphs: EmbeddingGraphs,
  startTrainer: () => TokenizerClient,
): TokenscopeApi {
  // The worker knows which tokenizers there are, and names them if there is none of this name.
  const isTokenizer = isString;
  const isPolicy = isOneOf('text', 'encode', 'error');
  const encodeParams = (
    text: string,
    options: EncodeOptions = {},
  ): { text: string; tokenizer: string; specialTokens: 'text' | 'encode' | 'error' } => ({
    text: isString(text, 'text'),
    tokenizer: optional(isTokenizer)(checkOptions(options).tokenizer, 'tokenizer') ?? 'gpt2',
    specialTokens: optional(isPolicy)(options.specialTokens, 'specialTokens') ?? 'encode',
  });
  let nextCorpus = 0;
  // A caller that drops its batches frees the ids in the worker too.
  const dropped = new FinalizationRegistry<number>(
    corpus => void tokenizers.call('closeIds', { corpus }).catch(() => undefined),
  );

  return {
    version: 2,
    tokenizers: tokenizerNames,
    openTokenizer: async source => openTokenizer(source, tokenizers, startTrainer),
    merges: async tokenizer => {
      const ids = await tokenizers.call('merges', { tokenizer: isString(tokenizer, 'tokenizer') });
      return Array.from({ length: ids.length / 2 }, (_, merge) => ({
        left: ids[2 * merge]!,
        right: ids[2 * merge + 1]!,
        id: 256 + merge,
      }));
    },
    vocabulary: async tokenizer =>
      entriesOf(await tokenizers.call('allTokens', { tokenizer: isString(tokenizer, 'tokenizer') })),
    encode: async (text, options) => tokenizers.call('encode', encodeParams(text, options)),
    count: async (text, options) => tokenizers.call('count', encodeParams(text, options)),
    decode: async (ids, options = {}) => {
      const tokenizer = optional(isTokenizer)(checkOptions(options).tokenizer, 'tokenizer') ?? 'gpt2';
      return tokenizers.call('decode', { ids: toIds(ids), tokenizer });
    },
    windows: async (ids, options) => {
      const corpus = nextCorpus++;
      const counts = await tokenizers.call('openIds', { corpus, ids: toIds(ids), options: loaderOptions(options) });
      const batches = {
        ...counts,
        batch: async (index: number) => {
          if (!Number.isInteger(index) || index < 0 || index >= counts.batchCount) {
            throw new RangeError(`index: ${describe(index)} is out of range; there are ${counts.batchCount} batches`);
          }
          return tokenizers.call('batch', { corpus, index });
        },
      };
      dropped.register(batches, corpus);
      return batches;
    },
    embed: async (ids, options = {}) => {
      const checked = toIds(ids);
      checkOptions(options);
      if (checked.length === 0) throw new RangeError('ids: at least one id is needed');
      const graph =
        options.graph === undefined
          ? await graphs.seeded(seededSizes(options))
          : await graphs.open(pathOf(options.graph));
      const { sequence, hidden, token, position, input } = await graphs.run(graph, checked, [
        'token',
        'position',
        'input',
      ]);
      const none = new Float32Array(sequence * hidden);
      const sum = input ?? token ?? none;
      return { dims: [sequence, hidden], token: token ?? sum, position: position ?? none, input: sum };
    },
  };
}

function toIds(ids: ArrayLike<number>): Uint32Array {
  if (typeof ids !== 'object' || !Number.isInteger((ids as ArrayLike<number> | null)?.length))
    throw new TypeError(`ids: expected an array of token ids, got ${describe(ids)}`);
  for (let i = 0; i < ids.length; i++) isInteger(0, 0xffffffff)(ids[i], `ids[${i}]`);
  return Uint32Array.from(ids);
}

function checkOptions<T>(options: T): T {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`options: expected an object, got ${describe(options)}`);
  return options;
}

function loaderOptions(options: WindowOptions): LoaderOptionsMessage {
  checkOptions(options);
  const isSeed: Validator<number> = isInteger(Number.MIN_SAFE_INTEGER);
  const generator = optional(isBoolean)(options.generator, 'generator') ?? false;
  const worldSize = optional(isInteger(1))(options.worldSize, 'worldSize');
  const rank = optional(isInteger(0))(options.rank, 'rank');
  if (rank !== undefined && worldSize === undefined) throw new TypeError('worldSize: expected with rank');
  return {
    maxLength: isInteger(1)(options.maxLength, 'maxLength'),
    stride: isInteger(1)(options.stride, 'stride'),
    batchSize: optional(isInteger(1))(options.batchSize, 'batchSize') ?? 1,
    shuffle: optional(isBoolean)(options.shuffle, 'shuffle') ?? false,
    seed: String(optional(isSeed)(options.seed, 'seed') ?? 123),
    epoch: optional(isInteger(1))(options.epoch, 'epoch') ?? 1,
    dropLast: optional(isBoolean)(options.dropLast, 'dropLast') ?? true,
    ...(worldSize !== undefined
      ? { sampler: 'distributed', worldSize, rank: rank ?? 0 }
      : { sampler: generator ? 'generator' : 'global' }),
  };
}

function seededSizes(options: EmbedOptions): {
  seed: string;
  vocabularySize: number;
  hiddenSize: number;
  contextLength: number;
} {
  return {
    seed: String(optional(isInteger(Number.MIN_SAFE_INTEGER))(options.seed, 'seed') ?? 123),
    vocabularySize: optional(isInteger(1, 1 << 20))(options.vocabularySize, 'vocabularySize') ?? 50257,
    hiddenSize: optional(isInteger(1, 1 << 14))(options.hiddenSize, 'hiddenSize') ?? 256,
    contextLength: optional(isInteger(1, 1 << 20))(options.contextLength, 'contextLength') ?? 1024,
  };
}

function pathOf(graph: NonNullable<EmbedOptions['graph']>): string {
  if (typeof graph.fsPath !== 'string' || graph.scheme !== 'file')
    throw new TypeError('graph: expected the Uri of a file on this machine');
  return graph.fsPath;
}
