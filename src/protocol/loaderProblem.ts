import { seedProblemSentence } from '../base/seed';
import { keyError } from '../base/keyError';
import { isInteger, isNumber, isOneOf, isString, object, taggedUnion, type Validated } from '../base/validator';

const count = new Intl.NumberFormat('en-US');

/** A special token in a text where special tokens are an error, and its place as editors count, from 1. */
export const specialTokenProblem = object({
  kind: isOneOf('specialToken'),
  field: isOneOf('specialTokens'),
  token: isString,
  line: isInteger(1),
  column: isInteger(1),
});

/** A word in a text that the chapter's SimpleTokenizerV1 does not have, and its place as editors count, from 1. */
export const unknownWordProblem = object({
  kind: isOneOf('unknownWord'),
  field: isOneOf('tokenizer'),
  word: isString,
  line: isInteger(1),
  column: isInteger(1),
});

/** Why a tokenizer gives no ids of a text. */
export const refusal = taggedUnion('kind', { specialToken: specialTokenProblem, unknownWord: unknownWordProblem });
export type Refusal = Validated<typeof refusal>;

/**
 * What keeps a text from being cut into windows: those of `dataset/windows`, and what is wrong before there are any options or tokens.
 * `field` names the parameter to change, and {@link loaderProblemSentence} says it to a person.
 */
export const loaderProblem = taggedUnion('kind', {
  notPositive: object({ field: isOneOf('maxLength', 'stride', 'batchSize', 'epoch', 'worldSize'), value: isNumber }),
  epochTooLarge: object({ field: isOneOf('epoch'), value: isNumber, maximum: isInteger(1) }),
  textTooShort: object({ field: isOneOf('maxLength'), tokens: isInteger(0), maxLength: isInteger(1) }),
  filesTooShort: object({
    field: isOneOf('maxLength'),
    files: isInteger(0),
    tokens: isInteger(0),
    maxLength: isInteger(1),
  }),
  noFullBatch: object({
    field: isOneOf('batchSize'),
    windows: isInteger(1),
    batchSize: isInteger(1),
    worldSize: isInteger(1),
  }),
  noSuchRank: object({ field: isOneOf('rank'), value: isNumber, worldSize: isInteger(1) }),
  seedNotWhole: object({ field: isOneOf('seed'), seed: isString }),
  seedTooLarge: object({ field: isOneOf('seed'), seed: isString }),
  specialToken: specialTokenProblem,
  unknownWord: unknownWordProblem,
});
export type LoaderProblemMessage = Validated<typeof loaderProblem>;

/** The names of the chapter's `create_dataloader_v1`, and of PyTorch's processes. */
const names = {
  maxLength: 'max_length',
  stride: 'stride',
  batchSize: 'batch_size',
  epoch: 'epoch',
  worldSize: 'world_size',
} as const;

/**
 * What is wrong, with the numbers, and what to do.
 *
 * @example
 * loaderProblemSentence({ kind: 'textTooShort', field: 'maxLength', tokens: 3, maxLength: 4 });
 * // 'This text has 3 tokens; max_length 4 needs at least 5. Lower max_length or add text.'
 */
export function loaderProblemSentence(problem: LoaderProblemMessage): string {
  switch (problem.kind) {
    case 'notPositive':
      return `${names[problem.field]} is ${problem.value}. Enter a whole number of at least 1.`;
    case 'epochTooLarge':
      return `epoch is ${problem.value}. Enter at most ${problem.maximum}.`;
    case 'textTooShort':
      return `This text has ${tokensText(problem.tokens)}; ${needs(problem.maxLength)}. Lower max_length or add text.`;
    case 'filesTooShort':
      return `The longest of ${problem.files} files has ${tokensText(problem.tokens)}; ${needs(problem.maxLength)}. Lower max_length, or let windows cross files.`;
    case 'noFullBatch': {
      const { windows, batchSize, worldSize } = problem;
      const said = windows === 1 ? '1 window' : `${windows} windows`;
      const there = worldSize > 1 ? `Each of ${worldSize} ranks has` : windows === 1 ? 'There is' : 'There are';
      return `${there} ${said}; batch_size ${batchSize} needs ${batchSize}, and drop_last leaves out the rest. Lower batch_size or turn drop_last off.`;
    }
    case 'noSuchRank':
      return `rank is ${problem.value}. Enter a whole number from 0 to ${problem.worldSize - 1}: world_size is ${problem.worldSize}.`;
    case 'seedNotWhole':
    case 'seedTooLarge':
      return seedProblemSentence(problem.kind, problem.seed);
    case 'specialToken': {
      const place = `line ${count.format(problem.line)}, column ${count.format(problem.column)}`;
      return `encode(text) raises an error: ${place} has the special token ${problem.token}. Choose "encode" or "text".`;
    }
    case 'unknownWord': {
      const place = `line ${count.format(problem.line)}, column ${count.format(problem.column)}`;
      return `encode(text) raises ${keyError(problem.word)} at ${place}. Make a V2 tokenizer, which counts it as <|unk|>, or make this one from a text that has the word.`;
    }
  }
}

function needs(maxLength: number): string {
  return `max_length ${maxLength} needs at least ${maxLength + 1}`;
}

function tokensText(tokens: number): string {
  return tokens === 1 ? '1 token' : `${tokens} tokens`;
}
