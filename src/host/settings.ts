import * as vscode from 'vscode';
import { settingDefaults, type SettingId, type Settings } from '../contributions';

/** A setting of Tokenscope; a value of the wrong type, which settings.json may hold, gives the default. */
export function readSetting<K extends SettingId>(id: K, scope?: vscode.ConfigurationScope): Settings[K] {
  const value: unknown = vscode.workspace.getConfiguration('tokenscope', scope).get(id);
  const fallback = settingDefaults[id];
  return typeof value === typeof fallback ? (value as Settings[K]) : fallback;
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
  const policy: string = readSetting('specialTokens', document);
  return policy === 'text' || policy === 'error' ? policy : 'encode';
}

/** The tokenizer that a document is shown with. */
export function tokenizerOf(document: vscode.ConfigurationScope): string {
  return readSetting('tokenizer', document);
}
