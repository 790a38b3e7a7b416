import * as vscode from 'vscode';
import { agentDocument } from '../host/agentDocument';
import type { AgentReadings } from '../host/agentReadings';
import { choose, say } from '../host/messages';
import type { ReadOnlyTexts } from '../host/readOnlyTexts';
import type { ActiveEditor } from '../host/vscodeEditors';

export interface AgentReadingParts {
  readonly active: ActiveEditor;
  readonly readings: AgentReadings;
  readonly readOnlyTexts: ReadOnlyTexts;
}

/** Asks for an agent and shows all that it reads in a folder: the one that was clicked, or that of the active text. */
export async function showAgentReading(
  clicked: unknown,
  { active, readings, readOnlyTexts }: AgentReadingParts,
): Promise<void> {
  const folder = await folderOf(clicked, active);
  const agents = await readings.agents();
  const chosen = await choose(
    agents.map(({ id, name, files }) => ({
      label: say`${name}`,
      detail: say`${files.slice(0, 4).join(', ')}${files.length > 4 ? ', …' : ''}`,
      id,
    })),
    {
      title: say`Show What an Agent Reads`,
      placeHolder: say`Which agent works in ${vscode.workspace.asRelativePath(folder)}?`,
    },
  );
  if (chosen === undefined) return;
  const reading = await readings.read(chosen.id, folder);
  const { text, sections } = agentDocument(reading);
  const uri = readOnlyTexts.add(`${reading.agent} reads`, text);
  readings.keepShown(uri, sections);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: false });
}

async function folderOf(clicked: unknown, { document }: ActiveEditor): Promise<vscode.Uri> {
  if (clicked instanceof vscode.Uri) {
    const { type } = await vscode.workspace.fs.stat(clicked);
    return (type & vscode.FileType.Directory) === 0 ? vscode.Uri.joinPath(clicked, '..') : clicked;
  }
  if (document?.uri.scheme === 'file') return vscode.Uri.joinPath(document.uri, '..');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) throw new Error('There is no folder that an agent could work in. Open one first.');
  return folder;
}
