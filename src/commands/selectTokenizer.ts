import * as vscode from 'vscode';
import type { CommandId } from '../contributions';
import { choose, say, type Choice, type Message } from '../host/messages';
import { tokenizerOf, writeSetting } from '../host/settings';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { TokenizerDescription } from '../protocol/tokenizer';
import type { TokenizerClient } from '../worker/client';

interface Item extends Choice {
  readonly tokenizer?: string;
  readonly command?: CommandId;
}

const count = new Intl.NumberFormat('en-US');

/** Asks for a tokenizer, by its name or by a model that uses it, and keeps it as a setting. */
export async function selectTokenizer(client: TokenizerClient, active: ActiveEditor): Promise<void> {
  const { document } = active;
  const current = document === undefined ? '' : tokenizerOf(document);
  const descriptions = await client.call('tokenizers', {});
  const chosen = await choose(itemsOf(descriptions, current), {
    title: say`Select Tokenizer`,
    placeHolder: say`Type a tokenizer or a model, such as gpt-4o`,
    searchAll: true,
  });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
  if (chosen?.tokenizer !== undefined) await writeSetting('tokenizer', chosen.tokenizer, document);
}

function itemsOf(descriptions: readonly TokenizerDescription[], current: string): Item[] {
  const separator = (label: Message): Item => ({ label, isSeparator: true });
  const action = (label: Message, command: CommandId): Item => ({ label, command });
  return [
    separator(say`tokenizers`),
    ...descriptions.map(({ name, vocabularySize, models }) => ({
      label: name === current ? say`$(check) ${name}` : say`${name}`,
      description: say`${count.format(vocabularySize)} tokens`,
      detail: say`${models.slice(0, 6).join(', ')}${models.length > 6 ? ', …' : ''}`,
      tokenizer: name,
    })),
    separator(say`this document`),
    action(say`$(symbol-color) Toggle Token Highlighting`, 'tokenscope.toggleHighlighting'),
    action(say`$(symbol-numeric) Toggle Token Ids`, 'tokenscope.toggleTokenIds'),
    action(say`$(list-ordered) Preview Sliding Windows`, 'tokenscope.previewWindows'),
    action(say`$(graph) Show Embedding Vectors`, 'tokenscope.showVectors'),
    separator(say`models`),
    ...descriptions.flatMap(({ name, models }) =>
      models.map(model => ({ label: say`${model}`, description: say`${name}`, tokenizer: name })),
    ),
  ];
}
