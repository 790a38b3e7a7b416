import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import { foreign, say, searchList, showDone, type Choice } from '../host/messages';
import type { VocabularyPage } from '../protocol/tokenizer';
import type { TokenizerClient } from '../worker/client';

const count = new Intl.NumberFormat('en-US');
/** Entries that are listed; a longer search finds fewer. */
const most = 200;

interface Entry extends Choice {
  readonly id: number | undefined;
}

/** The vocabulary both ways: typed text finds the tokens that hold it, a number the token of that id. Choosing one copies its id. */
export async function searchVocabulary(tokenizer: string, client: TokenizerClient): Promise<void> {
  const chosen = await searchList(
    async typed => entriesOf(await client.call('vocabulary', { tokenizer, search: typed, most })),
    { title: say`Vocabulary of ${tokenizer}`, placeHolder: say`Type a text or an id, such as 17 or #17` },
  );
  if (chosen?.id === undefined) return;
  await vscode.env.clipboard.writeText(String(chosen.id));
  showDone(say`Copied id ${String(chosen.id)}`);
}

function entriesOf({ total, entries }: VocabularyPage): Entry[] {
  const found: Entry[] = entries.map(({ id, text, special }) => ({
    label: foreign(String(id)),
    description: special ? say`${visibleText(text)}  special token` : say`${visibleText(text)}`,
    id,
  }));
  if (total === 0) return [{ label: say`$(info) No token holds this text or has this id`, id: undefined }];
  const rest = total - entries.length;
  const more: Entry = { label: say`$(info) ${count.format(rest)} more. Type more of the text`, id: undefined };
  return rest > 0 ? [...found, more] : found;
}
