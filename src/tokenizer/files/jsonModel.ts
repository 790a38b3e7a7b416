import { arrayOf, isBoolean, isInteger, isNumber, isString, object, optional } from '../../base/validator';
import type { AddedToken } from '../pipeline/addedTokens';
import type { CharacterBpeDefinition } from '../pipeline/characterBpe';
import { quoted, TokenizerFileError } from './fileError';
import { read } from './jsonSteps';

/** An id above this is refused: vocabularies have a twentieth of it, and tables have an entry for each. */
const highestId = (1 << 22) - 1;
const mostMerges = 4_000_000;

export interface JsonVocabulary {
  readonly ids: ReadonlyMap<string, number>;
  /** By id. */
  readonly texts: readonly (string | undefined)[];
}

export interface BpeModel extends JsonVocabulary, Omit<CharacterBpeDefinition, 'ids' | 'merges' | 'isApart'> {
  readonly type: 'BPE';
  /** Left, right and the token that they become, in the order of the merges. */
  readonly merges: Int32Array;
}

export type JsonModel =
  | BpeModel
  | (JsonVocabulary & {
      readonly type: 'WordPiece';
      readonly unknown: string;
      readonly prefix: string;
      readonly maximumCharacters: number;
    })
  | (JsonVocabulary & { readonly type: 'WordLevel'; readonly unknown: string })
  | (JsonVocabulary & {
      readonly type: 'Unigram';
      readonly pieces: readonly (readonly [string, number])[];
      readonly unknownId: number | undefined;
      readonly byteFallback: boolean;
    });

const isFlag = optional(isBoolean);
const isName = optional(isString);

/** @throws TokenizerFileError for a model that is not known, or whose parts contradict each other */
export function readModel(value: unknown): JsonModel {
  const model = read(object({ type: isName, vocab: (field: unknown) => field }), value, 'model') as Record<
    string,
    unknown
  >;
  const field = <T>(name: string, validator: (value: unknown, path: string) => T): T =>
    read(validator, model[name] ?? undefined, `model.${name}`);
  const type =
    model['type'] ??
    (model['merges'] === undefined ? (Array.isArray(model['vocab']) ? 'Unigram' : 'WordPiece') : 'BPE');
  switch (type) {
    case 'BPE': {
      if ((model['dropout'] ?? 0) !== 0)
        throw new TokenizerFileError('model.dropout', 'makes tokens by chance; set it to null');
      const vocabulary = vocabularyOf(model['vocab']);
      const prefix = field('continuing_subword_prefix', isName) ?? '';
      return {
        type: 'BPE',
        ...vocabulary,
        merges: mergesOf(model['merges'], vocabulary.ids, prefix),
        unknown: field('unk_token', isName),
        fuseUnknown: field('fuse_unk', isFlag) ?? false,
        byteFallback: field('byte_fallback', isFlag) ?? false,
        ignoreMerges: field('ignore_merges', isFlag) ?? false,
        prefix,
        suffix: field('end_of_word_suffix', isName) ?? '',
      };
    }
    case 'WordPiece':
      return {
        type: 'WordPiece',
        ...vocabularyOf(model['vocab']),
        unknown: field('unk_token', isString),
        prefix: field('continuing_subword_prefix', isName) ?? '##',
        maximumCharacters: field('max_input_chars_per_word', optional(isInteger(0))) ?? 100,
      };
    case 'WordLevel':
      return { type: 'WordLevel', ...vocabularyOf(model['vocab']), unknown: field('unk_token', isString) };
    case 'Unigram':
      return unigramOf(
        model['vocab'],
        field('unk_id', optional(isInteger(0))),
        field('byte_fallback', isFlag) ?? false,
      );
    default:
      throw new TokenizerFileError(
        'model.type',
        `${quoted(typeof type === 'string' ? type : typeof type)} is no model that Tokenscope knows`,
      );
  }
}

function unigramOf(vocab: unknown, unknownId: number | undefined, byteFallback: boolean): JsonModel {
  const list = read(
    arrayOf((each, path) => arrayOf(value => value)(each, path), highestId),
    vocab,
    'model.vocab',
  );
  const pieces = list.map((entry, id) => {
    const text = read(isString, entry[0], `model.vocab[${id}][0]`);
    return [text, read(isNumber, entry[1], `model.vocab[${id}][1]`)] as const;
  });
  if (pieces.length === 0) throw new TokenizerFileError('model.vocab', 'is empty');
  if (unknownId !== undefined && unknownId >= pieces.length)
    throw new TokenizerFileError('model.unk_id', `is ${unknownId}, and the vocabulary has ${pieces.length} entries`);
  const ids = new Map(pieces.map(([text], id) => [text, id]));
  return { type: 'Unigram', ids, texts: pieces.map(([text]) => text), pieces, unknownId, byteFallback };
}

function vocabularyOf(value: unknown): JsonVocabulary {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TokenizerFileError('model.vocab', 'is no object of tokens and their ids');
  const ids = new Map<string, number>();
  const texts: (string | undefined)[] = [];
  for (const text of Object.keys(value)) {
    const id = (value as Record<string, unknown>)[text];
    if (typeof id !== 'number' || !Number.isInteger(id) || id < 0 || id > highestId)
      throw new TokenizerFileError(
        `model.vocab[${quoted(text)}]`,
        `is ${quoted(String(id))}, no id from 0 to ${highestId}`,
      );
    ids.set(text, id);
    texts[id] = text;
  }
  if (ids.size === 0) throw new TokenizerFileError('model.vocab', 'is empty');
  return { ids, texts };
}

/** As `["a", "b"]` or, as older files have them, `"a b"`. */
function mergesOf(value: unknown, ids: ReadonlyMap<string, number>, prefix: string): Int32Array {
  if (!Array.isArray(value)) throw new TokenizerFileError('model.merges', 'is missing, or no list');
  if (value.length > mostMerges)
    throw new TokenizerFileError('model.merges', `has ${value.length} entries, more than ${mostMerges}`);
  const merges = new Int32Array(3 * value.length);
  value.forEach((entry: unknown, index) => {
    const [left, right, rest] = (
      typeof entry === 'string' ? entry.split(' ') : Array.isArray(entry) ? entry : []
    ) as unknown[];
    if (typeof left !== 'string' || typeof right !== 'string' || rest !== undefined)
      throw new TokenizerFileError(`model.merges[${index}]`, 'is no pair of tokens');
    const made = left + (prefix !== '' && right.startsWith(prefix) ? right.slice(prefix.length) : right);
    [left, right, made].forEach((token, place) => {
      const id = ids.get(token);
      if (id === undefined)
        throw new TokenizerFileError(`model.merges[${index}]`, `${quoted(token)} is not in the vocabulary`);
      merges[3 * index + place] = id;
    });
  });
  return merges;
}

const isAddedToken = object({
  id: isInteger(0, highestId),
  content: isString,
  special: isFlag,
  single_word: isFlag,
  lstrip: isFlag,
  rstrip: isFlag,
  normalized: isFlag,
});

/** @throws TokenizerFileError for a token that is none, or has another's id */
export function readAddedTokens(value: unknown): AddedToken[] {
  const tokens = read(arrayOf(isAddedToken, 100_000), value ?? [], 'added_tokens');
  return tokens.map(({ id, content, special = false, single_word, lstrip, rstrip, normalized }, index) => {
    if (content === '') throw new TokenizerFileError(`added_tokens[${index}].content`, 'is empty');
    return {
      id,
      content,
      special,
      singleWord: single_word ?? false,
      lstrip: lstrip ?? false,
      rstrip: rstrip ?? false,
      normalized: normalized ?? !special,
    };
  });
}
