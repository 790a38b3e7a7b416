import * as vscode from 'vscode';
import type { DocumentFollower } from '../editor/documentFollower';
import { specialTokensOf, tokenizerOf } from '../editor/settings';
import { titleOf } from '../panels/panelHost';
import type { TokenizerClient } from '../worker/client';
import type { LoaderTarget } from './loaderTarget';

/** A text of more characters is read from its file instead of standing in the snippet. */
const longestText = 4000;
const byteOrderMark = 3;
const count = new Intl.NumberFormat('en-US');

/** Puts Python that gives the same windows on the clipboard. */
export async function copyLoader(
  engine: 'pytorch' | 'ray',
  { document, options }: LoaderTarget,
  tokenizers: TokenizerClient,
  follower: DocumentFollower,
): Promise<void> {
  const snippet = await tokenizers.call('loaderSnippet', {
    engine,
    tokenizer: tokenizerOf(document),
    specialTokens: specialTokensOf(document),
    options,
    source: await sourceOf(document, follower),
  });
  await vscode.env.clipboard.writeText(snippet);
  const name = engine === 'pytorch' ? 'PyTorch' : 'Ray Data';
  vscode.window.setStatusBarMessage(`Copied the data loader of ${titleOf(document)} as ${name}`, 5000);
}

/** The text itself where it is short; its file otherwise, if that holds the very same text. */
async function sourceOf(
  document: vscode.TextDocument,
  follower: DocumentFollower,
): Promise<{ text: string } | { path: string }> {
  const length = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  if (length <= longestText) return { text: document.getText() };
  const name = titleOf(document);
  if (document.isUntitled || document.isDirty || document.uri.scheme !== 'file') {
    throw new Error(
      `${name} has ${count.format(length)} characters; texts of more than ${count.format(longestText)} are read from their file. Save it on this machine first.`,
    );
  }
  const statistics = await follower.follow(document)?.ask('statistics', { selections: [] });
  const { size } = await vscode.workspace.fs.stat(document.uri);
  const shown = statistics?.bytes;
  if (shown !== undefined && size !== shown && size !== shown + byteOrderMark) {
    throw new Error(
      `The file of ${name} has ${count.format(size)} bytes, but its text ${count.format(shown)} in UTF-8: it has another encoding or mixed line endings. Save it as UTF-8 first.`,
    );
  }
  return { path: document.uri.fsPath };
}
