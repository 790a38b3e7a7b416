import * as vscode from 'vscode';
import { viewTypes } from '../contributions';
import { columnOfPanel, columnOfText, type Column } from './columns';

/** Shows a text where texts are, and leaves its panels in view. */
export async function showText(
  uri: vscode.Uri,
  { selection, preserveFocus = false }: { readonly selection?: vscode.Range; readonly preserveFocus?: boolean } = {},
): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const shown = vscode.window.visibleTextEditors.find(editor => editor.document === document);
  const viewColumn = shown?.viewColumn ?? columnOfText(columnsWith(uri)) ?? vscode.ViewColumn.Beside;
  await vscode.window.showTextDocument(document, {
    viewColumn,
    preserveFocus,
    ...(selection === undefined ? {} : { selection }),
  });
}

/** Where a panel opens. */
export function panelColumn(): vscode.ViewColumn {
  const text = vscode.window.activeTextEditor?.viewColumn;
  return columnOfPanel(columnsWith(), text) ?? vscode.ViewColumn.Beside;
}

/** The first text that is open in a tab, whether it can be seen or not; those of the group in focus first. */
export function textInTab(): vscode.Uri | undefined {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  return [activeTabGroup, ...all].flatMap(({ tabs }) => tabs.flatMap(tab => uriOf(tab) ?? []))[0];
}

function columnsWith(uri?: vscode.Uri): Column<vscode.ViewColumn>[] {
  return vscode.window.tabGroups.all.map(({ viewColumn, tabs }) => ({
    viewColumn,
    hasPanels: tabs.some(isPanel),
    hasText: uri !== undefined && tabs.some(tab => uriOf(tab)?.toString() === uri.toString()),
  }));
}

const uriOf = ({ input }: vscode.Tab): vscode.Uri | undefined =>
  input instanceof vscode.TabInputText ? input.uri : undefined;

/** VS Code puts a word of its own before the type of a panel. */
const isPanel = ({ input }: vscode.Tab): boolean =>
  input instanceof vscode.TabInputWebview && Object.values(viewTypes).some(type => input.viewType.endsWith(type));
