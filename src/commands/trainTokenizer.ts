import * as vscode from 'vscode';
import { legible } from '../base/foreignText';
import { visibleText } from '../base/visibleText';
import type { CommandId } from '../contributions';
import { titleOf } from '../host/documentTitle';
import { ask, choose, foreign, say, showInformation, withProgress, type Choice, type Message } from '../host/messages';
import { tokenizerOf, writeSetting } from '../host/settings';
import { trainTokenizer } from '../host/training';
import { vscodeTexts } from '../host/vscodeTexts';
import { largestVocabulary, type TrainedTokenizerMessage, type TrainingOptionsMessage } from '../protocol/training';
import type { TokenizerClient } from '../worker/client';

type Pattern = TrainingOptionsMessage['pattern'];

/** What is trained on: from `start` to `end`, or the document if nothing is selected. */
export interface TrainingPlace {
  readonly document: vscode.TextDocument;
  readonly start: number;
  readonly end: number;
  readonly tokenizers: TokenizerClient;
  /** A client for the training alone. */
  readonly startTrainer: () => TokenizerClient;
}

const count = new Intl.NumberFormat('en-US');
/** UTF-16 units that are read from a document at once: well under a frame of 16 ms. */
const sliceLength = 1 << 18;
/** UTF-16 units of a document's name that go into the tokenizer's. */
const longestTitle = 60;
const usualSize = 1000;

const patterns: readonly (Choice & { readonly pattern: Pattern })[] = [
  { label: say`GPT-2's`, detail: say`Words with the blank before them; numbers and signs apart`, pattern: 'gpt2' },
  {
    label: say`cl100k_base's`,
    detail: say`As GPT-4: numbers in threes, newlines with their blanks`,
    pattern: 'cl100k',
  },
  { label: say`o200k_base's`, detail: say`As GPT-4o: words also end where capitals begin`, pattern: 'o200k' },
  { label: say`None`, detail: say`As minbpe's BasicTokenizer: tokens may cross from word to word`, pattern: 'none' },
];
const orders: readonly (Choice & { readonly ties: TrainingOptionsMessage['ties'] })[] = [
  { label: say`The pair that occurs first in the text`, detail: say`As minbpe does`, ties: 'first' },
  { label: say`The pair of the smallest ids`, detail: say`As rustbpe of nanochat does`, ties: 'smallest' },
];

/** Asks how, trains byte-level BPE on the selection or the document, and shows the document with the result. */
export async function trainOnText(place: TrainingPlace): Promise<void> {
  const title = say`Train BPE Tokenizer on ${whatOf(place)}`;
  const options = await askOptions(title);
  if (options !== undefined) await train(place, options);
}

/** Trains the tokenizer of the document again on its present text, or on the selection, with the same options. */
export async function trainAgain(place: TrainingPlace): Promise<void> {
  const tokenizer = tokenizerOf(place.document);
  const options = await place.tokenizers.call('trainingOf', { tokenizer });
  if (options === undefined) await trainOnText(place);
  else await train(place, options);
}

async function train(place: TrainingPlace, options: TrainingOptionsMessage): Promise<void> {
  const { document, startTrainer } = place;
  const name = `BPE ${options.vocabularySize} of ${legible(titleOf(document), longestTitle)}`;
  const parts = partsOf(place, document.version);
  const request = { name, options, parts, isOpened: false };
  const made = await withProgress(say`Training ${name}`, (report, token) =>
    trainTokenizer(startTrainer, request, {
      token,
      onProgress: ({ merges, of, text, count: times }) =>
        report(
          merges / of,
          say`merge ${count.format(merges)} of ${count.format(of)}: ${visibleText(text)}, ${count.format(times)} times`,
        ),
    }),
  );
  await writeSetting('tokenizer', made.name, document);
  const commands: Readonly<Record<string, CommandId>> = {
    'Watch Tokens Merge': 'tokenscope.watchMerges',
    'Train Again': 'tokenscope.trainAgain',
  };
  void showInformation(resultOf(made), ...Object.keys(commands)).then(async chosen => {
    const command = chosen === undefined ? undefined : commands[chosen];
    if (command !== undefined) await vscode.commands.executeCommand(command);
  });
}

/** @throws Error if the document changes while it is read */
function* partsOf({ document, start, end }: TrainingPlace, version: number): Generator<string> {
  const to = start === end ? Infinity : end;
  let at = start === end ? 0 : start;
  while (at < to) {
    if (document.version !== version)
      throw new Error(`${titleOf(document)} has changed while it was read. Train again.`);
    const text = vscodeTexts.read(document, at, Math.min(sliceLength, to - at));
    if (text === '') return;
    at += text.length;
    yield text;
  }
}

function resultOf({ name, vocabularySize, merges, stopped, hasTooLong }: TrainedTokenizerMessage): Message {
  const what = say`${name}: ${count.format(merges)} ${merges === 1 ? 'merge' : 'merges'}, ${count.format(vocabularySize)} tokens.`;
  const why =
    stopped === 'noPair'
      ? say` No pair is left to merge.`
      : stopped === 'minimumFrequency'
        ? say` No pair that is left is frequent enough.`
        : say``;
  return say`${what}${why}${hasTooLong ? say` Pairs that would have made tokens of more than 255 bytes were left out.` : say``}`;
}

function whatOf({ document, start, end }: TrainingPlace): Message {
  return start === end ? say`${titleOf(document)}` : say`the selection of ${titleOf(document)}`;
}

async function askOptions(title: Message): Promise<TrainingOptionsMessage | undefined> {
  const size = await ask({
    title,
    prompt: say`Vocabulary size: 256 bytes and one token for each merge`,
    value: String(usualSize),
    problemOf: typed => (isSize(typed) ? undefined : foreign(`Enter a whole number from 256 to ${largestVocabulary}.`)),
  });
  if (size === undefined) return undefined;
  const split = await choose(patterns, { title, placeHolder: say`Split pattern: no token crosses the end of a piece` });
  if (split === undefined) return undefined;
  const order = await choose(orders, { title, placeHolder: say`Which of equally frequent pairs is merged` });
  if (order === undefined) return undefined;
  const special = await ask({
    title,
    prompt: say`Special tokens, with blanks between them; their ids follow the merges. Leave it empty for none`,
    value: '<|endoftext|>',
    problemOf: typed => (tokensIn(typed).length > 100 ? foreign('Enter at most 100 special tokens.') : undefined),
  });
  if (special === undefined) return undefined;
  return {
    vocabularySize: Number(size),
    pattern: split.pattern,
    ties: order.ties,
    minimumFrequency: 1,
    specialTokens: [...new Set(tokensIn(special))],
  };
}

function isSize(typed: string): boolean {
  return /^\s*\d{3,6}\s*$/.test(typed) && Number(typed) >= 256 && Number(typed) <= largestVocabulary;
}

const tokensIn = (typed: string): string[] => typed.split(/\s+/).filter(token => token !== '');
