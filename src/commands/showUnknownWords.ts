import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import type { DocumentFollower } from '../host/documentFollower';
import { choose, say, showInformation, type Choice } from '../host/messages';
import { titleOf } from '../host/documentTitle';
import type { UnknownWordsMessage } from '../protocol/tokenizer';

type UnknownWord = UnknownWordsMessage['words'][number];

const count = new Intl.NumberFormat('en-US');
/** Places that are listed, of all words together. */
const mostPlaces = 10_000;
/** UTF-16 units of a line that a place shows on either side of its word. */
const context = 60;

/** The words of a document that its tokenizer does not have, their counts and places; choosing one goes there. */
export async function showUnknownWords(editor: vscode.TextEditor, follower: DocumentFollower): Promise<void> {
  const { document } = editor;
  const followed = follower.follow(document);
  const found = await followed?.ask('unknownWords', { mostPlaces });
  if (followed === undefined || found === undefined)
    throw new Error(`${titleOf(document)} is still being read. Try again in a moment.`);
  if (!found.isPossible) {
    await showInformation(say`${followed.tokenizer} has tokens for every text: no word is unknown to it.`);
    return;
  }
  if (found.total === 0) {
    await showInformation(say`${followed.tokenizer} has every word of ${titleOf(document)}.`);
    return;
  }
  const { version } = document;
  const word = await choose(found.words.map(choiceOf), {
    title: say`${count.format(found.distinct)} Unknown ${found.distinct === 1 ? 'Word' : 'Words'}, ${count.format(found.total)} ${found.total === 1 ? 'Place' : 'Places'}`,
    placeHolder:
      found.token === undefined
        ? say`encode(text) fails at the first of them. Choose a word to go to it`
        : say`Each counts as ${found.token}. Choose a word to go to it`,
  });
  if (word === undefined) return;
  const offset = await choosePlace(document, word.unknown);
  if (offset === undefined) return;
  if (document.version !== version) throw new Error(`${titleOf(document)} has changed. Show its unknown words again.`);
  const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + word.unknown.length));
  const viewColumn = editor.viewColumn ?? vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(document, { selection: range, viewColumn });
}

function choiceOf(unknown: UnknownWord): Choice & { readonly unknown: UnknownWord } {
  const times = unknown.count === 1 ? 'once' : `${count.format(unknown.count)} times`;
  return { label: say`${visibleText(unknown.word)}`, description: say`${times}`, unknown };
}

/** The only place of a word, or the one that is chosen. */
async function choosePlace(document: vscode.TextDocument, unknown: UnknownWord): Promise<number | undefined> {
  const places = Array.from(unknown.offsets, offset => ({ ...placeOf(document, offset, unknown.length), offset }));
  if (places.length === 1) return places[0]!.offset;
  const shown = places.length < unknown.count ? say`the first ${count.format(places.length)} of ` : say``;
  const chosen = await choose(places, {
    title: say`${visibleText(unknown.word)}: ${shown}${count.format(unknown.count)} Places`,
    placeHolder: say`Choose a place to go to it`,
  });
  return chosen?.offset;
}

function placeOf(document: vscode.TextDocument, offset: number, length: number): Choice {
  const { line, character } = document.positionAt(offset);
  const { text } = document.lineAt(line);
  const around = text.slice(Math.max(0, character - context), character + length + context);
  return {
    label: say`Line ${count.format(line + 1)}, column ${count.format(character + 1)}`,
    description: say`${around}`,
  };
}
