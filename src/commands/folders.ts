import * as vscode from 'vscode';
import type { FolderCounts } from '../host/folderCounts';
import { countsAsCsv, countsAsJson } from '../host/folderTree';
import { ask, say, showDone } from '../host/messages';
import type { Files } from '../platform/files';

/** Counts what is selected in the explorer, or all folders of the workspace, and shows it in the view. */
export async function countFolders(clicked: unknown, selected: unknown, counts: FolderCounts): Promise<void> {
  const all = Array.isArray(selected) && selected.length > 0 ? (selected as unknown[]) : [clicked];
  const uris = all.filter(uri => uri instanceof vscode.Uri);
  const folders = vscode.workspace.workspaceFolders?.map(({ uri }) => uri) ?? [];
  await counts.count(uris.length > 0 ? uris : folders);
  await vscode.commands.executeCommand('tokenscope.folders.focus');
}

/** Counts the same again: what has not changed is not read. */
export async function refreshFolders(counts: FolderCounts): Promise<void> {
  await counts.count(requireCount(counts).roots);
}

export async function filterFolders(counts: FolderCounts): Promise<void> {
  const filter = await ask({
    title: say`Filter Folders`,
    prompt: say`Show only files whose path holds this text; nothing shows all`,
    value: counts.filter,
    problemOf: () => undefined,
  });
  if (filter !== undefined) counts.filter = filter.trim();
}

/** Writes the counts as a table or as JSON, as the name that is chosen ends. */
export async function exportFolderCounts(counts: FolderCounts, files: Files): Promise<void> {
  const { base, tokenizer, files: counted } = requireCount(counts);
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(base, 'tokens.csv'),
    filters: { CSV: ['csv'], JSON: ['json'] },
    title: 'Export Token Counts',
  });
  if (target === undefined) return;
  const tokens = counted.reduce((sum, file) => sum + file.tokens, 0);
  const text = target.path.endsWith('.json') ? countsAsJson(counted, { tokenizer, tokens }) : countsAsCsv(counted);
  const bytes = new TextEncoder().encode(text);
  if (target.scheme === 'file') await files.writeWhole(target.toString(), bytes);
  // A file system of another extension writes as it can.
  else await vscode.workspace.fs.writeFile(target, bytes);
  showDone(say`Wrote the counts of ${new Intl.NumberFormat('en-US').format(counted.length)} files`);
}

function requireCount({ shown }: FolderCounts): NonNullable<FolderCounts['shown']> {
  if (shown === undefined) throw new Error('No folder has been counted yet. Count one first: Count Tokens of Files.');
  return shown;
}
