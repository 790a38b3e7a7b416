import type { EmbedOptions, EncodeOptions, TokenscopeApi, WindowOptions } from '../api';
import { describe, isBoolean, isInteger, isOneOf, isString, optional, type Validator } from '../base/validator';
import { unaskedBytes } from '../base/bounds';
import type { InferenceClient } from '../inference/client';
import { about, propertiesOf, toIds, WaitingArguments } from './apiArguments';
import type { EmbeddingGraph, EmbeddingGraphs } from './embeddingGraphs';
import { graphOf, neighboursOf } from './neighboursApi';
import { CostlyGraphError, costOf } from './seededCost';
import type { LoaderOptionsMessage } from '../protocol/tokenizer';
import type { TokenizerClient } from '../worker/client';
import { entriesOf, openTokenizer } from './openedTokenizers';

interface EncodeParams {
  readonly text: string;
  readonly tokenizer: string;
  readonly specialTokens: 'text' | 'encode' | 'error';
}

/** Builds the value that other extensions get. Arguments come from code that this one does not know: each is checked by name. */
export function createApi(
  tokenizerNames: readonly string[],
  tokenizers: TokenizerClient,
  graphs: EmbeddingGraphs,
  inference: InferenceClient,
  startTrainer: () => TokenizerClient,
): TokenscopeApi {
  // The worker knows which tokenizers there are, and names them if there is none of this name.
  const isTokenizer = isString;
  const isPolicy = isOneOf('text', 'encode', 'error');
  const encodeParams = (text: string, options: EncodeOptions = {}): EncodeParams => ({
    text: isString(text, 'text'),
    ...encodeOptions(propertiesOf(options, 'options', ['tokenizer', 'specialTokens'])),
  });
  const encodeOptions = ({ tokenizer, specialTokens }: EncodeOptions) => ({
    tokenizer: optional(isTokenizer)(tokenizer, 'tokenizer') ?? 'gpt2',
    specialTokens: optional(isPolicy)(specialTokens, 'specialTokens') ?? 'encode',
  });
  const waiting = new WaitingArguments();
  const ofText = async <T>(params: EncodeParams, ask: (params: EncodeParams) => Promise<T>): Promise<T> =>
    about(
      'text',
      ['SpecialTokenError', 'UnknownWordError'],
      waiting.ask('text', params.text.length, () => ask(params)),
    );
  let nextCorpus = 0;
  // A caller that drops its batches frees the ids in the worker too.
  const dropped = new FinalizationRegistry<number>(
    corpus => void tokenizers.call('closeIds', { corpus }).catch(() => undefined),
  );

  // One object for all extensions: none may put a function of its own in the place of another.
  return Object.freeze<TokenscopeApi>({
    version: 2,
    tokenizers: Object.freeze([...tokenizerNames]),
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
    encode: async (text, options) =>
      ofText(encodeParams(text, options), params => tokenizers.call('encode', { ...params })),
    count: async (text, options) =>
      ofText(encodeParams(text, options), params => tokenizers.call('count', { ...params })),
    decode: async (ids, options = {}) => {
      const checked = propertiesOf(options, 'options', ['tokenizer']);
      const tokenizer = optional(isTokenizer)(checked.tokenizer, 'tokenizer') ?? 'gpt2';
      const params = { ids: toIds(ids), tokenizer };
      return about(
        'ids',
        ['RangeError'],
        waiting.ask('ids', params.ids.length, () => tokenizers.call('decode', params)),
      );
    },
    windows: async (ids, options) => {
      const corpus = nextCorpus++;
      const params = { corpus, ids: toIds(ids), options: loaderOptions(options) };
      const counts = await waiting.ask('ids', params.ids.length, () => tokenizers.call('openIds', params));
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
    neighbours: async (query, options = {}) =>
      neighboursOf(query, propertiesOf(options, 'options', neighbourOptions), { tokenizers, graphs, inference }),
    embed: async (ids, options = {}) => {
      const checked = toIds(ids);
      const graphOptions = propertiesOf(options, 'options', embedOptions);
      if (checked.length === 0) throw new RangeError('ids: at least one id is needed');
      const graph = await wantedGraph(graphOptions, graphs);
      const { sequence, hidden, token, position, input } = await about(
        'ids',
        ['RangeError'],
        waiting.ask('ids', checked.length, () => graphs.run(graph, checked, ['token', 'position', 'input'])),
      );
      const none = new Float32Array(sequence * hidden);
      const sum = input ?? token ?? none;
      return { dims: [sequence, hidden], token: token ?? sum, position: position ?? none, input: sum };
    },
  });
}

const neighbourOptions = ['tokenizer', 'graph', 'count', 'metric'] as const;
const embedOptions = ['graph', 'seed', 'vocabularySize', 'hiddenSize', 'contextLength'] as const;

async function wantedGraph(options: EmbedOptions, graphs: EmbeddingGraphs): Promise<EmbeddingGraph> {
  if (options.graph !== undefined) return about('graph', ['GraphError'], graphOf(graphs, options.graph));
  const spec = seededSizes(options);
  try {
    return await graphs.seeded(spec);
  } catch (error) {
    if (!(error instanceof CostlyGraphError)) throw error;
    const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
    throw new RangeError(
      `vocabularySize: ${spec.vocabularySize} vectors of hiddenSize ${spec.hiddenSize} would take ${gigabytes(costOf(spec))} on this disk; ${gigabytes(unaskedBytes)} are drawn unasked`,
    );
  }
}

const windowOptions = [
  'maxLength',
  'stride',
  'batchSize',
  'shuffle',
  'seed',
  'epoch',
  'dropLast',
  'generator',
  'worldSize',
  'rank',
] as const;

function loaderOptions(given: WindowOptions): LoaderOptionsMessage {
  const options = propertiesOf(given, 'options', windowOptions);
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
