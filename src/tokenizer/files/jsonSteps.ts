import {
  arrayOf,
  isBoolean,
  isInteger,
  isOneOf,
  isString,
  object,
  optional,
  ValidationError,
  type Validator,
} from '../../base/validator';
import { Charsmap, CharsmapError } from '../pipeline/charsmap';
import type { Decoder } from '../pipeline/decoders';
import { ExpressionSyntaxError, translateExpression } from '../pipeline/expression';
import type { Normalizer } from '../pipeline/normalizers';
import { splitBehaviors, type Splitter } from '../pipeline/splitters';
import { patternText } from '../split/patternText';
import { quoted, TokenizerFileError } from './fileError';

/** A step of a pipeline, in JSON. */
interface Step {
  readonly type: string;
  readonly [key: string]: unknown;
}

const deepest = 8;
const longest = 64;
const isStep: Validator<Step> = (value, path) => {
  object({ type: isString })(value, path);
  return value as Step;
};

/** Reads a field, and turns what a validator says into a {@link TokenizerFileError}. */
export function read<T>(validator: Validator<T>, value: unknown, path: string): T {
  try {
    return validator(value, path);
  } catch (error) {
    if (error instanceof ValidationError)
      throw new TokenizerFileError(error.path, error.message.slice(error.path.length + 2));
    throw error;
  }
}

/** The steps of a part of a file, those of sequences in their place. */
export function stepsOf(value: unknown, path: string, inner: string, depth = 0): { step: Step; path: string }[] {
  if (value === null || value === undefined) return [];
  if (depth > deepest) throw new TokenizerFileError(path, `has more than ${deepest} sequences in one another`);
  const step = read(isStep, value, path);
  if (step.type !== 'Sequence') return [{ step, path }];
  const steps = read(arrayOf(isStep, longest), step[inner], `${path}.${inner}`);
  return steps.flatMap((each, index) => stepsOf(each, `${path}.${inner}[${index}]`, inner, depth + 1));
}

const isFlag = optional(isBoolean);

/** A `{ "String": .. }` or `{ "Regex": .. }`. */
function patternOf(value: unknown, path: string): string | RegExp {
  if (typeof value === 'string') return value;
  const { String: text, Regex: expression } = read(
    object({ String: optional(isString), Regex: optional(isString) }),
    value,
    path,
  );
  if (text !== undefined) return text;
  if (expression === undefined) throw new TokenizerFileError(path, 'is neither a String nor a Regex');
  return expressionOf(expression, path);
}

/** @throws TokenizerFileError for one that cannot be run here */
export function expressionOf(source: string, path: string): RegExp {
  try {
    return translateExpression(source);
  } catch (error) {
    if (error instanceof ExpressionSyntaxError)
      throw new TokenizerFileError(path, `the expression ${quoted(source)} ${error.message}`);
    throw error;
  }
}

/** @throws TokenizerFileError for a step that is not known */
export function readNormalizers(value: unknown): Normalizer[] {
  return stepsOf(value, 'normalizer', 'normalizers').map(({ step, path }): Normalizer => {
    const flag = (name: string, otherwise: boolean): boolean =>
      read(isFlag, step[name] ?? undefined, `${path}.${name}`) ?? otherwise;
    switch (step.type) {
      case 'NFC':
      case 'NFD':
      case 'NFKC':
      case 'NFKD':
      case 'Lowercase':
      case 'StripAccents':
      case 'Nmt':
        return { type: step.type };
      case 'Strip':
        return { type: 'Strip', left: flag('strip_left', true), right: flag('strip_right', true) };
      case 'Prepend':
        return { type: 'Prepend', prepend: read(isString, step['prepend'], `${path}.prepend`) };
      case 'Replace': {
        const content = read(isString, step['content'], `${path}.content`);
        return { type: 'Replace', pattern: patternOf(step['pattern'], `${path}.pattern`), content };
      }
      case 'Precompiled':
        return {
          type: 'Precompiled',
          charsmap: charsmapOf(step['precompiled_charsmap'], `${path}.precompiled_charsmap`),
        };
      case 'BertNormalizer': {
        const lowercase = flag('lowercase', true);
        const [cleanText, handleChineseChars] = [flag('clean_text', true), flag('handle_chinese_chars', true)];
        return {
          type: 'BertNormalizer',
          cleanText,
          handleChineseChars,
          stripAccents: flag('strip_accents', lowercase),
          lowercase,
        };
      }
      default:
        throw new TokenizerFileError(`${path}.type`, `${quoted(step.type)} is no normalizer that Tokenscope knows`);
    }
  });
}

function charsmapOf(value: unknown, path: string): Charsmap {
  const text = read(isString, value, path);
  try {
    return new Charsmap(Uint8Array.from(atob(text), character => character.charCodeAt(0)));
  } catch (error) {
    const reason = error instanceof CharsmapError ? error.message : 'is no base64';
    throw new TokenizerFileError(path, reason);
  }
}

/** What a pre-tokenizer does. */
export interface ReadSplitters {
  readonly splitters: readonly Splitter[];
  /** The expressions of the Splits, as the file has them. */
  readonly expressions: readonly string[];
  /** Whether words become bytes, each as a character of GPT-2's alphabet. */
  readonly isByteLevel: boolean;
}

/** @throws TokenizerFileError for a step that is not known */
export function readSplitters(value: unknown): ReadSplitters {
  const steps = stepsOf(value, 'pre_tokenizer', 'pretokenizers');
  const expressions: string[] = [];
  let isByteLevel = false;
  const splitters = steps.flatMap(({ step, path }): Splitter[] => {
    if (isByteLevel)
      throw new TokenizerFileError(`${path}.type`, `${quoted(step.type)} after ByteLevel is not supported`);
    const pattern = (step['pattern'] as { Regex?: unknown } | undefined)?.Regex;
    if (step.type === 'Split' && typeof pattern === 'string') expressions.push(pattern);
    if (step.type !== 'ByteLevel') return splitterOf(step, path);
    isByteLevel = true;
    const prefix = read(isFlag, step['add_prefix_space'] ?? undefined, `${path}.add_prefix_space`) ?? true;
    const usesPattern = read(isFlag, step['use_regex'] ?? undefined, `${path}.use_regex`) ?? true;
    if (usesPattern) expressions.push(patternText.gpt2);
    return [
      ...(prefix ? [{ type: 'PrefixSpace' } as const] : []),
      ...(usesPattern ? [isolated(translateExpression(patternText.gpt2))] : []),
    ];
  });
  return { splitters, expressions, isByteLevel };
}

const isolated = (pattern: RegExp): Splitter => ({ type: 'Split', pattern, behavior: 'Isolated', invert: false });
const removed = (pattern: RegExp, invert = false): Splitter => ({
  type: 'Split',
  pattern,
  behavior: 'Removed',
  invert,
});
const punctuation = String.raw`[!-\/:-@\[-\x60\{-~\p{P}]`;

function splitterOf(step: Step, path: string): Splitter[] {
  switch (step.type) {
    case 'Split': {
      const behavior = read(isOneOf(...splitBehaviors), step['behavior'], `${path}.behavior`);
      const invert = read(isFlag, step['invert'] ?? undefined, `${path}.invert`) ?? false;
      return [{ type: 'Split', pattern: patternOf(step['pattern'], `${path}.pattern`), behavior, invert }];
    }
    case 'Metaspace':
      return [metaspaceOf(step, path)];
    case 'Whitespace':
      return [removed(translateExpression(String.raw`\w+|[^\w\s]+`), true)];
    case 'WhitespaceSplit':
      return [removed(translateExpression(String.raw`\s`))];
    case 'BertPreTokenizer':
      return [removed(translateExpression(String.raw`\s`)), isolated(new RegExp(punctuation, 'gv'))];
    case 'Punctuation': {
      const behavior =
        read(optional(isOneOf(...splitBehaviors)), step['behavior'] ?? undefined, `${path}.behavior`) ?? 'Isolated';
      return [{ type: 'Split', pattern: new RegExp(punctuation, 'gv'), behavior, invert: false }];
    }
    case 'Digits': {
      const isSingle = read(isFlag, step['individual_digits'] ?? undefined, `${path}.individual_digits`) ?? false;
      return [{ type: 'Split', pattern: /\p{N}/gu, behavior: isSingle ? 'Isolated' : 'Contiguous', invert: false }];
    }
    case 'CharDelimiterSplit':
      return [
        {
          type: 'Split',
          pattern: read(isString, step['delimiter'], `${path}.delimiter`),
          behavior: 'Removed',
          invert: false,
        },
      ];
    default:
      throw new TokenizerFileError(`${path}.type`, `${quoted(step.type)} is no pre-tokenizer that Tokenscope knows`);
  }
}

function metaspaceOf(step: Step, path: string): Extract<Splitter, { type: 'Metaspace' }> {
  const replacement = read(isString, step['replacement'] ?? '▁', `${path}.replacement`);
  const prefix = read(isFlag, step['add_prefix_space'] ?? undefined, `${path}.add_prefix_space`);
  const scheme = read(
    optional(isOneOf('always', 'first', 'never')),
    step['prepend_scheme'] ?? undefined,
    `${path}.prepend_scheme`,
  );
  const prepend = scheme ?? (prefix === false ? 'never' : 'always');
  const splits = read(isFlag, step['split'] ?? undefined, `${path}.split`) ?? true;
  return { type: 'Metaspace', replacement, prepend, split: splits };
}

/** @throws TokenizerFileError for a step that is not known */
export function readDecoders(value: unknown): Decoder[] {
  return stepsOf(value, 'decoder', 'decoders').map(({ step, path }): Decoder => {
    const text = (name: string, otherwise: string): string =>
      read(optional(isString), step[name] ?? undefined, `${path}.${name}`) ?? otherwise;
    switch (step.type) {
      case 'ByteLevel':
      case 'ByteFallback':
      case 'Fuse':
        return { type: step.type };
      case 'Replace':
        return {
          type: 'Replace',
          pattern: patternOf(step['pattern'], `${path}.pattern`),
          content: text('content', ''),
        };
      case 'Strip': {
        const start = read(isInteger(0), step['start'], `${path}.start`);
        return {
          type: 'Strip',
          content: text('content', ' '),
          start,
          stop: read(isInteger(0), step['stop'], `${path}.stop`),
        };
      }
      case 'WordPiece': {
        const cleanup = read(isFlag, step['cleanup'] ?? undefined, `${path}.cleanup`) ?? true;
        return { type: 'WordPiece', prefix: text('prefix', '##'), cleanup };
      }
      case 'Metaspace': {
        const { replacement, prepend } = metaspaceOf(step, path);
        return { type: 'Metaspace', replacement, drops: prepend !== 'never' };
      }
      case 'BPEDecoder':
        return { type: 'BPEDecoder', suffix: text('suffix', '</w>') };
      default:
        throw new TokenizerFileError(`${path}.type`, `${quoted(step.type)} is no decoder that Tokenscope knows`);
    }
  });
}
