import * as vscode from 'vscode';
import type { Budget } from '../context/budget';
import { budgetFor } from './budgets';
import { readSetting } from './settings';

/** The budget that the settings give a document. */
export function budgetOf(document: vscode.TextDocument): Budget | undefined {
  const settings = readSetting('budgets', document);
  return Object.keys(settings).length === 0 ? undefined : budgetFor(settings, glob => matchesGlob(document, glob));
}

/** The glob that matches this document alone: its path in the workspace, or its name. */
export function globOf({ uri }: vscode.TextDocument): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return uri.path.slice(uri.path.lastIndexOf('/') + 1);
  return uri.path.slice(folder.uri.path.length).replace(/^\//, '');
}

/** Globs are relative to the document's folder of the workspace; one without a slash matches in every folder. */
export function matchesGlob(document: vscode.TextDocument, glob: string): boolean {
  if (glob === globOf(document)) return true;
  const folder = vscode.workspace.getWorkspaceFolder(document.uri);
  const pattern = glob.includes('/') ? glob : `**/${glob}`;
  return (
    vscode.languages.match(
      { pattern: folder === undefined ? pattern : new vscode.RelativePattern(folder, pattern) },
      document,
    ) > 0
  );
}
