import * as vscode from 'vscode';
import { settingDefaults, type SettingId, type Settings } from '../contributions';
import { say, showWarning } from './messages';
import { checkedSetting } from './settingChecks';

/** Each wrong value is told once, not each time that it is read. */
const told = new Set<string>();

/** A setting of Tokenscope; a value that it may not have, which settings.json may hold, gives the default, and a warning says so. */
export function readSetting<K extends SettingId>(id: K, scope?: vscode.ConfigurationScope): Settings[K] {
  const value: unknown = vscode.workspace.getConfiguration('tokenscope', scope).get(id);
  return checkedSetting(id, value, settingDefaults[id], reason => {
    if (told.has(reason)) return;
    told.add(reason);
    void showWarning(say`The setting ${reason}. Its default is used.`);
  });
}

/** Writes where the setting is already set, so that the change has an effect; for everyone otherwise. */
export async function writeSetting<K extends SettingId>(
  id: K,
  value: Settings[K],
  scope?: vscode.ConfigurationScope,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('tokenscope', scope);
  const set = configuration.inspect(id);
  const target =
    set?.workspaceFolderValue !== undefined
      ? vscode.ConfigurationTarget.WorkspaceFolder
      : set?.workspaceValue !== undefined
        ? vscode.ConfigurationTarget.Workspace
        : vscode.ConfigurationTarget.Global;
  await configuration.update(id, value, target);
}

export function affects(event: vscode.ConfigurationChangeEvent, ...ids: SettingId[]): boolean {
  return ids.some(id => event.affectsConfiguration(`tokenscope.${id}`));
}

/** What the text of special tokens becomes in a document. */
export function specialTokensOf(document: vscode.ConfigurationScope): Settings['specialTokens'] {
  return readSetting('specialTokens', document);
}

/** The tokenizer that a document is shown with. */
export function tokenizerOf(document?: vscode.ConfigurationScope): string {
  return readSetting('tokenizer', document);
}
