import * as vscode from 'vscode';
import { legible } from '../base/foreignText';
import { bringTokenizer as bring } from '../host/bringing';
import { choose, foreign, say, showInformation, withProgress, type Choice } from '../host/messages';
import { writeSetting } from '../host/settings';
import type { ActiveEditor } from '../host/vscodeEditors';
import { titleOf } from '../host/documentTitle';
import type { RankPattern } from '../protocol/broughtTokenizers';
import type { TokenizerClient } from '../worker/client';

const count = new Intl.NumberFormat('en-US');
/** UTF-16 units of a file's name that go into the tokenizer's. */
const longestTitle = 60;

const patterns: readonly (Choice & { readonly pattern: RankPattern })[] = [
  { label: say`cl100k_base's`, detail: say`GPT-4, Llama 3`, pattern: 'cl100k' },
  { label: say`o200k_base's`, detail: say`GPT-4o, gpt-oss`, pattern: 'o200k' },
  { label: say`Qwen's`, detail: say`As cl100k_base's, with numbers one by one`, pattern: 'qwen2' },
  { label: say`GPT-2's`, detail: say`GPT-2, GPT-3`, pattern: 'gpt2' },
  { label: say`None`, detail: say`The text is one piece`, pattern: 'none' },
];

/** Asks for a file of another tool, keeps its tokenizer, and shows the active document with it. */
export async function bringTokenizer(active: ActiveEditor, startWorker: () => TokenizerClient): Promise<void> {
  const title = 'Bring Tokenizer';
  const [uri] =
    (await vscode.window.showOpenDialog({
      title,
      openLabel: title,
      filters: { 'Tokenizer files': ['json', 'tiktoken', 'model'], 'All files': ['*'] },
    })) ?? [];
  if (uri === undefined) return;
  if (uri.scheme !== 'file') throw new Error(`Choose a file on this machine; ${uri.toString()} is elsewhere.`);
  // A .model is tiktoken's under that name, and minbpe's else.
  const isRanks = /(\.tiktoken|tiktoken\.model)$/i.test(uri.path);
  const choice = isRanks
    ? await choose(patterns, {
        title: foreign(title),
        placeHolder: say`How does the model of this rank file cut texts?`,
      })
    : undefined;
  if (isRanks && choice === undefined) return;
  const name = nameOf(uri);
  const request = { path: uri.fsPath, name, pattern: choice?.pattern, isOpened: false };
  const brought = await withProgress(say`Bringing ${name}`, () => bring(startWorker, request));
  await writeSetting('tokenizer', brought.name, active.document);
  const notes = brought.notes.map(note => ` ${note}`).join('');
  void showInformation(
    say`${brought.name}: ${count.format(brought.vocabularySize)} tokens; ${brought.steps.join(', ')}. ${brought.runs}${notes}`,
  );
}

/** A file is named as all are, and its folder as the model. */
function nameOf(uri: vscode.Uri): string {
  const title = titleOf({ uri });
  const folder = vscode.Uri.joinPath(uri, '..').path.split('/').pop() ?? '';
  const isUsual = /^(tokenizer|tekken)\.json$|^tiktoken\.model$/i.test(title);
  return legible(isUsual && folder !== '' ? `${folder}/${title}` : title, longestTitle);
}
