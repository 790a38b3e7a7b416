import * as vscode from 'vscode';
import { legible } from '../base/foreignText';
import { visibleText } from '../base/visibleText';
import { titleOf } from '../host/documentTitle';
import { say, withProgress } from '../host/messages';
import type { ReadOnlyTexts } from '../host/readOnlyTexts';
import { specialTokensOf, tokenizerOf } from '../host/settings';
import type { TokenizerClient } from '../worker/client';
import { chooseFolder } from './chooseFolder';
import { folderReport, type FolderCounts } from './folderReport';
import { selectionOf } from './openCorpus';

/** What a folder is compared under beside its own tokenizer. */
const usual = ['gpt2', 'cl100k_base', 'o200k_base'];
const count = new Intl.NumberFormat('en-US');

interface Parts {
  readonly readOnlyTexts: ReadOnlyTexts;
  /** A client for the counting alone. */
  readonly startTrainer: () => TokenizerClient;
}

/** Counts the tokens of a folder's text files under several tokenizers, and shows them as a table. */
export async function compareOverFolder(clicked: unknown, { readOnlyTexts, startTrainer }: Parts): Promise<void> {
  const folder = clicked instanceof vscode.Uri ? clicked : (await chooseFolder('Compare Tokenizers over Folder'))?.uri;
  if (folder === undefined) return;
  const tokenizers = [...new Set([tokenizerOf(folder), ...usual])];
  const title = legible(titleOf({ uri: folder }), 60);
  const client = startTrainer();
  try {
    const text = await withProgress(say`Counting the tokens of ${title}`, async (report, token) => {
      const { files, skipped } = await client.call('filesIn', { selection: selectionOf([folder]) }, { token });
      const paths = files.map(({ path }) => path);
      const columns: FolderCounts[] = [];
      for (const [index, tokenizer] of tokenizers.entries()) {
        const request = { tokenizer, specialTokens: specialTokensOf(folder), files: paths };
        const onProgress = (progress: { readonly files: number; readonly of: number }): void =>
          report(
            (index + progress.files / Math.max(1, progress.of)) / tokenizers.length,
            say`${tokenizer}: ${count.format(progress.files)} of ${count.format(progress.of)} files`,
          );
        columns.push({ tokenizer, counts: await client.call('countFiles', request, { token, onProgress }) });
      }
      const names = files.map(({ name }) => visibleText(name));
      return folderReport(title, names, columns, skipped);
    });
    await vscode.window.showTextDocument(readOnlyTexts.add(`tokens of ${title}`, text), { preview: false });
  } finally {
    client.dispose();
  }
}
