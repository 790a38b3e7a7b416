import * as vscode from 'vscode';
import { legible } from '../base/foreignText';
import { visibleText } from '../base/visibleText';
import { ask, foreign, say, showInformation, withProgress } from '../host/messages';
import type { ReadOnlyTexts } from '../host/readOnlyTexts';
import { writeSetting } from '../host/settings';
import { trainTokenizer } from '../host/training';
import { largestVocabulary, type TrainingOptionsMessage } from '../protocol/training';
import type { TokenizerClient } from '../worker/client';
import { costReport } from './costReport';
import { chooseFolder } from './chooseFolder';
import { selectionOf } from './openCorpus';

const title = 'Train BPE Tokenizer on This Workspace';
/** Splits as the tokenizer does that it is compared with, so that the counts of pieces are those of the texts. */
const pattern = 'o200k';
const other = 'o200k_base';
const usualSize = 16_384;
const count = new Intl.NumberFormat('en-US');

interface Parts {
  readonly readOnlyTexts: ReadOnlyTexts;
  /** A client for the training alone. */
  readonly startTrainer: () => TokenizerClient;
}

/** Trains byte-level BPE on the text files of a folder of the workspace, and shows what that saves against o200k_base and where. */
export async function trainOnWorkspace({ readOnlyTexts, startTrainer }: Parts): Promise<void> {
  const folder = await chooseFolder(title);
  if (folder === undefined) return;
  const size = await askSize();
  if (size === undefined) return;
  const options: TrainingOptionsMessage = {
    vocabularySize: size,
    pattern,
    ties: 'first',
    minimumFrequency: 2,
    specialTokens: ['<|endoftext|>'],
  };
  const name = `BPE ${size} of ${legible(folder.name, 60)}`;
  const request = { name, options, parts: selectionOf([folder.uri]), isOpened: false, beside: other };
  const made = await withProgress(say`Training ${name}`, (report, token) =>
    trainTokenizer(startTrainer, request, {
      token,
      onRead: ({ files, of }) => report(0, say`${count.format(files)} of ${count.format(of)} files read`),
      onProgress: ({ merges, of, text }) =>
        report(merges / of, say`merge ${count.format(merges)} of ${count.format(of)}: ${visibleText(text)}`),
    }),
  );
  const { costs, read } = made;
  if (costs === undefined || read === undefined) return;
  const uri = readOnlyTexts.add(`${legible(folder.name, 60)} beside ${other}`, costReport(made, costs, read, other));
  await vscode.window.showTextDocument(uri, { preview: false });
  const use = 'Use It';
  void showInformation(say`${made.name} is in the list of tokenizers.`, use).then(async chosen => {
    if (chosen === use) await writeSetting('tokenizer', made.name);
  });
}

async function askSize(): Promise<number | undefined> {
  const isSize = (typed: string): boolean =>
    /^\s*\d{3,6}\s*$/.test(typed) && Number(typed) >= 256 && Number(typed) <= largestVocabulary;
  const typed = await ask({
    title: foreign(title),
    prompt: say`Vocabulary size: 256 bytes and one token for each merge. Text files are read without what ignore files leave out`,
    value: String(usualSize),
    problemOf: answer =>
      isSize(answer) ? undefined : foreign(`Enter a whole number from 256 to ${largestVocabulary}.`),
  });
  return typed === undefined ? undefined : Number(typed);
}
