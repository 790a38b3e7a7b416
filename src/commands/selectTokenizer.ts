import * as vscode from 'vscode';
import type { CommandId } from '../contributions';
import { chooseOrSearch, say, type Choice, type Message } from '../host/messages';
import { tokenizerOf, writeSetting } from '../host/settings';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { OfferedTokenizer } from '../protocol/tokenizer';
import type { TokenizerClient } from '../worker/client';
import { searchModels, withoutTokenizer } from './modelSearch';

interface Item extends Choice {
  readonly tokenizer?: string;
  readonly command?: CommandId;
}

const count = new Intl.NumberFormat('en-US');

/** Asks for a tokenizer, by its name or by a model that uses it, and keeps it as a setting. */
export async function selectTokenizer(client: TokenizerClient, active: ActiveEditor): Promise<void> {
  const { document } = active;
  const current = document === undefined ? '' : tokenizerOf(document);
  const offered = await client.call('tokenizers', {});
  const isTrained = (await client.call('trainingOf', { tokenizer: current })) !== undefined;
  const chosen = await chooseOrSearch(itemsOf(offered, current, isTrained), typed => modelItems(offered, typed), {
    title: say`Select Tokenizer`,
    placeHolder: say`Type a tokenizer or a model, such as gpt-4o`,
    isChoice: ({ tokenizer, command }) => tokenizer !== undefined || command !== undefined,
  });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(chosen.command);
  if (chosen?.tokenizer !== undefined) await writeSetting('tokenizer', chosen.tokenizer, document);
}

function itemsOf(offered: readonly OfferedTokenizer[], current: string, isTrained: boolean): Item[] {
  const action = (label: Message, command: CommandId): Item => ({ label, command });
  return [
    separator(say`tokenizers`),
    ...offered.map(({ name, vocabularySize, models, about }) => ({
      label: name === current ? say`$(check) ${name}` : say`${name}`,
      description: say`${count.format(vocabularySize)} tokens`,
      detail: say`${about ?? models.slice(0, 6).join(', ')}${models.length > 6 ? ', …' : ''}`,
      tokenizer: name,
    })),
    separator(say`this document`),
    action(say`$(book) Make Word Tokenizer from This Document...`, 'tokenscope.makeWordTokenizer'),
    action(say`$(combine) Train BPE Tokenizer on This Text...`, 'tokenscope.trainTokenizer'),
    action(say`$(folder-opened) Bring Tokenizer from File...`, 'tokenscope.bringTokenizer'),
    ...(isTrained
      ? [
          action(say`$(refresh) Train Again on This Text`, 'tokenscope.trainAgain'),
          action(say`$(save-as) Save Tokenizer As...`, 'tokenscope.saveTokenizer'),
        ]
      : []),
    action(say`$(search) Search Vocabulary`, 'tokenscope.searchVocabulary'),
    action(say`$(symbol-color) Show or Hide Token Highlighting`, 'tokenscope.toggleHighlighting'),
    action(say`$(symbol-numeric) Show or Hide Token Ids`, 'tokenscope.toggleTokenIds'),
    action(say`$(list-ordered) Preview Sliding Windows`, 'tokenscope.previewWindows'),
    action(say`$(graph) Show Embedding Vectors`, 'tokenscope.showVectors'),
  ];
}

function separator(label: Message): Item {
  return { label, isSeparator: true };
}

/** All models, or those that the search means; a sentence where it means none and no tokenizer has such a name. */
function modelItems(offered: readonly OfferedTokenizer[], typed: string): Item[] {
  if (typed.trim() === '') {
    const all = offered.flatMap(({ name, models }) =>
      models.map(model => ({ label: say`${model}`, description: say`${name}`, tokenizer: name })),
    );
    return [separator(say`models`), ...all];
  }
  const found = searchModels(typed, offered);
  const isName = offered.some(({ name }) => name.includes(typed.trim().toLowerCase()));
  if (found.length === 0 && !isName) return [{ label: say`$(info) ${withoutTokenizer(typed)}` }];
  return [
    separator(say`models`),
    ...found.map(({ model, tokenizer, prefix }) => ({
      label: say`${model}`,
      description: prefix === undefined ? say`${tokenizer}` : say`${tokenizer}, by how the name begins: ${prefix}`,
      tokenizer,
    })),
  ];
}
