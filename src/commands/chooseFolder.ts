import * as vscode from 'vscode';
import { choose, foreign, say } from '../host/messages';

/** A folder of the workspace on this machine; nothing if none was chosen. @throws Error if there is none */
export async function chooseFolder(title: string): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  if (folders.length === 0) throw new Error('There is no folder of this machine to look at. Open one first.');
  if (folders.length === 1) return folders[0];
  const choices = folders.map(folder => ({ label: foreign(folder.name), detail: foreign(folder.uri.fsPath), folder }));
  return (await choose(choices, { title: foreign(title), placeHolder: say`Which folder?` }))?.folder;
}
