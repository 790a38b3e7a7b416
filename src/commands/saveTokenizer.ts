import * as vscode from 'vscode';
import { choose, foreign, say, showDone, showWarning, type Choice } from '../host/messages';
import { tokenizerOf } from '../host/settings';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { Files } from '../platform/files';
import type { TokenizerClient } from '../worker/client';

interface Format extends Choice {
  readonly format: 'tokenizerJson' | 'minbpe' | 'gpt2' | 'tiktoken';
  /** What the name of its file ends with. */
  readonly ending: string;
}

const formats: readonly Format[] = [
  {
    label: say`tokenizer.json`,
    detail: say`Hugging Face's tokenizers and transformers; holds the pattern and the special tokens`,
    format: 'tokenizerJson',
    ending: '.json',
  },
  { label: say`minbpe`, detail: say`Two files, .model and .vocab`, format: 'minbpe', ending: '.model' },
  {
    label: say`GPT-2`,
    detail: say`Two files, vocab.json and merges.txt`,
    format: 'gpt2',
    ending: '-vocab.json',
  },
  { label: say`tiktoken`, detail: say`A rank file`, format: 'tiktoken', ending: '.tiktoken' },
];
const goOn = 'Save';

/** Saves the tokenizer of the active document in a format of another tool; what that cannot hold is said before. */
export async function saveTokenizer(active: ActiveEditor, client: TokenizerClient, files: Files): Promise<void> {
  const tokenizer = tokenizerOf(active.document);
  if ((await client.call('trainingOf', { tokenizer })) === undefined)
    throw new Error(`${tokenizer} was not trained here. Select a tokenizer that was, or train one on this text.`);
  const title = say`Save ${tokenizer}`;
  const chosen = await choose(formats, { title, placeHolder: say`For which tool?` });
  if (chosen === undefined) return;
  const { format, ending } = chosen;
  const written = await client.call('writtenTokenizer', { tokenizer, format });
  if (written.losses.length > 0) {
    const answer = await showWarning(foreign(written.losses.join(' ')), goOn);
    if (answer !== goOn) return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const name = tokenizer.replace(/[^\p{L}\p{N}._-]+/gu, '-');
  const target = await vscode.window.showSaveDialog({
    title: title.toString(),
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, `${name}${ending}`) }),
  });
  if (target === undefined) return;
  if (target.scheme !== 'file') throw new Error(`Choose a folder on this machine; ${target.toString()} is elsewhere.`);
  const base = target.path.endsWith(ending) ? target.path.slice(0, -ending.length) : target.path;
  for (const file of written.files) {
    const uri = target.with({ path: base + file.ending });
    await files.writeWhole(uri.toString(), new TextEncoder().encode(file.text));
  }
  showDone(say`Saved ${tokenizer}: ${written.files.map(file => file.ending).join(' and ')}`);
}
