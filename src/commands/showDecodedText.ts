import * as vscode from 'vscode';
import type { DocumentFollower } from '../host/documentFollower';
import { plain } from '../base/foreignText';
import { say, showInformation } from '../host/messages';
import type { ReadOnlyTexts } from '../host/readOnlyTexts';
import { titleOf } from '../host/documentTitle';

/** What decoding a document's ids gives, beside the document, with the places that differ marked. */
export async function showDecodedText(
  document: vscode.TextDocument,
  follower: DocumentFollower,
  texts: ReadOnlyTexts,
): Promise<void> {
  const followed = follower.follow(document);
  const original = document.getText();
  const decoded = await followed?.ask('decoded', {});
  const title = titleOf(document);
  if (followed === undefined || decoded === undefined)
    throw new Error(`${title} is still being read. Try again in a moment.`);
  const { tokenizer } = followed;
  if (decoded.text === undefined) {
    await showInformation(say`${tokenizer} gives the text of ${title} back exactly: decode(encode(text)) is text.`);
    return;
  }
  await vscode.commands.executeCommand(
    'vscode.diff',
    texts.add(title, original),
    texts.add(`decoded ${title}`, decoded.text),
    plain(`${title} ↔ decoded by ${tokenizer}`),
    { preview: true },
  );
}
