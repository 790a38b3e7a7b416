import * as vscode from 'vscode';
import type { CommandId } from '../contributions';
import { tokenizerOf, writeSetting } from '../host/settings';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { TokenizerDescription } from '../protocol/tokenizer';
import type { TokenizerClient } from '../worker/client';

interface Item extends vscode.QuickPickItem {
  readonly tokenizer?: string;
  readonly command?: CommandId;
}

const count = new Intl.NumberFormat('en-US');

/** Asks for a tokenizer, by its name or by a model that uses it, and keeps it as a setting. */
export async function selectTokenizer(client: TokenizerClient, active: ActiveEditor): Promise<void> {
  const { document } = active;
  const current = document === undefined ? '' : tokenizerOf(document);
  const descriptions = await client.call('tokenizers', {});
  const chosen = await vscode.window.showQuickPick(itemsOf(descriptions, current), {
    title: 'Select Tokenizer',
    placeHolder: 'Type a tokenizer or a model, such as gpt-4o',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
  if (chosen?.tokenizer !== undefined) await writeSetting('tokenizer', chosen.tokenizer, document);
}

function itemsOf(descriptions: readonly TokenizerDescription[], current: string): Item[] {
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator });
  const action = (label: string, command: CommandId): Item => ({ label, command });
  return [
    separator('tokenizers'),
    ...descriptions.map(({ name, vocabularySize, models }) => ({
      label: `${name === current ? '$(check) ' : ''}${name}`,
      description: `${count.format(vocabularySize)} tokens`,
      detail: models.length === 0 ? '' : `${models.slice(0, 6).join(', ')}${models.length > 6 ? ', …' : ''}`,
      tokenizer: name,
    })),
    separator('this document'),
    action('$(symbol-color) Toggle Token Highlighting', 'tokenscope.toggleHighlighting'),
    action('$(symbol-numeric) Toggle Token Ids', 'tokenscope.toggleTokenIds'),
    action('$(list-ordered) Preview Sliding Windows', 'tokenscope.previewWindows'),
    action('$(graph) Show Embedding Vectors', 'tokenscope.showVectors'),
    separator('models'),
    ...descriptions.flatMap(({ name, models }) =>
      models.map(model => ({ label: model, description: name, tokenizer: name })),
    ),
  ];
}
