import * as vscode from 'vscode';
import type { CommandId } from '../contributions';
import { tokenizerOf, writeSetting } from '../host/settings';
import type { TokenizerDescription } from '../protocol/tokenizer';
import type { TokenizerClient } from '../worker/client';
import { searchModels, withoutTokenizer } from './modelSearch';

interface Item extends vscode.QuickPickItem {
  readonly tokenizer?: string;
  readonly command?: CommandId;
}

const count = new Intl.NumberFormat('en-US');

/** Asks for a tokenizer, by its name or by a model that uses it, and keeps it as a setting. */
export async function selectTokenizer(client: TokenizerClient): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const current = document === undefined ? '' : tokenizerOf(document);
  const chosen = await pick(await client.call('tokenizers', {}), current);
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
  if (chosen?.tokenizer !== undefined) await writeSetting('tokenizer', chosen.tokenizer, document);
}

/** A list whose models follow what is typed: VS Code's own filter would miss `gpt 4o` and names that begin like a known one. */
async function pick(descriptions: readonly TokenizerDescription[], current: string): Promise<Item | undefined> {
  const list = vscode.window.createQuickPick<Item>();
  list.title = 'Select Tokenizer';
  list.placeholder = 'Type a tokenizer or a model, such as gpt-4o';
  list.matchOnDescription = true;
  const fixed = itemsOf(descriptions, current);
  const update = (): void => {
    list.items = [...fixed, ...modelItems(descriptions, list.value)];
  };
  update();
  list.onDidChangeValue(update);
  try {
    return await new Promise<Item | undefined>(resolve => {
      list.onDidAccept(() => {
        const [item] = list.selectedItems;
        if (item?.tokenizer !== undefined || item?.command !== undefined) resolve(item);
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function itemsOf(descriptions: readonly TokenizerDescription[], current: string): Item[] {
  const action = (label: string, command: CommandId): Item => ({ label, command });
  return [
    separator('tokenizers'),
    ...descriptions.map(({ name, vocabularySize, models }) => ({
      label: `${name === current ? '$(check) ' : ''}${name}`,
      description: `${count.format(vocabularySize)} tokens`,
      detail: `${models.slice(0, 6).join(', ')}${models.length > 6 ? ', …' : ''}`,
      tokenizer: name,
    })),
    separator('this document'),
    action('$(symbol-color) Toggle Token Highlighting', 'tokenscope.toggleHighlighting'),
    action('$(symbol-numeric) Toggle Token Ids', 'tokenscope.toggleTokenIds'),
    action('$(list-ordered) Preview Sliding Windows', 'tokenscope.previewWindows'),
    action('$(graph) Show Embedding Vectors', 'tokenscope.showVectors'),
  ];
}

/** All models, or those that the search means; a sentence where it means none and no tokenizer has such a name. */
function modelItems(descriptions: readonly TokenizerDescription[], query: string): Item[] {
  if (query.trim() === '') {
    const all = descriptions.flatMap(({ name, models }) =>
      models.map(model => ({ label: model, description: name, tokenizer: name })),
    );
    return [separator('models'), ...all];
  }
  const found = searchModels(query, descriptions);
  const isName = descriptions.some(({ name }) => name.includes(query.trim().toLowerCase()));
  if (found.length === 0 && !isName) return [{ label: `$(info) ${withoutTokenizer(query)}`, alwaysShow: true }];
  return [
    separator('models'),
    ...found.map(({ model, tokenizer, prefix }) => ({
      label: model,
      description: prefix === undefined ? tokenizer : `${tokenizer}, by how the name begins: ${prefix}`,
      tokenizer,
      alwaysShow: true,
    })),
  ];
}
