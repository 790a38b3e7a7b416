import * as vscode from 'vscode';
import { parseTokenIds, writeTokenIds, type IdForm } from '../base/tokenIds';
import { cutTokens } from '../base/tokenPieces';
import { titleOf } from '../host/documentTitle';
import type { DocumentFollower } from '../host/documentFollower';
import { ask, choose, foreign, messageOf, say, showDone, type Choice } from '../host/messages';
import type { ReadOnlyTexts } from '../host/readOnlyTexts';
import { tokenizerOf } from '../host/settings';
import { showText } from '../host/showText';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { TokenizerClient } from '../worker/client';
import type { Place } from './activePlace';

const count = new Intl.NumberFormat('en-US');
/** Ids that go onto the clipboard. */
const mostCopied = 1_000_000;

const forms: readonly (Choice & { readonly form: IdForm })[] = [
  { label: say`Python list`, detail: say`[464, 3797]`, form: 'list' },
  { label: say`JSON`, detail: say`[464,3797]`, form: 'json' },
  { label: say`PyTorch tensor`, detail: say`torch.tensor([464, 3797])`, form: 'tensor' },
  { label: say`Numbers with blanks between them`, detail: say`464 3797`, form: 'plain' },
];

/** Asks for ids and shows their text, in the tokenizer of the active document. */
export async function idsToText(active: ActiveEditor, client: TokenizerClient, texts: ReadOnlyTexts): Promise<void> {
  const tokenizer = tokenizerOf(active.document);
  const answer = await ask({
    title: say`Ids to Text`,
    prompt: say`Ids of ${tokenizer}: a list of Python, JSON, a tensor, or numbers with blanks between them`,
    value: '',
    problemOf: typed => {
      try {
        return parseTokenIds(typed).length === 0 ? say`Enter one id at least` : undefined;
      } catch (error) {
        return messageOf(error);
      }
    },
  });
  if (answer === undefined) return;
  const ids = parseTokenIds(answer);
  const text = await client.call('decode', { ids, tokenizer });
  await vscode.window.showTextDocument(texts.add(`text of ${ids.length} ids`, text), { preview: true });
}

/** Copies the ids of the selection, or of the whole text where nothing is selected. */
export async function copyTokenIds({ document, start, end }: Place, follower: DocumentFollower): Promise<void> {
  const followed = follower.follow(document);
  if (followed === undefined) throw new Error(`${titleOf(document)} is still being read. Try again in a moment.`);
  const whole = start === end;
  const range = await followed.ask('tokenRange', whole ? { start: 0, end: Number.MAX_SAFE_INTEGER } : { start, end });
  if (range === undefined) throw new Error(`${titleOf(document)} is still being read. Try again in a moment.`);
  const { first, last } = range;
  if (last - first > mostCopied)
    throw new Error(
      `The text has ${count.format(last - first)} tokens; up to ${count.format(mostCopied)} can be copied. Select fewer, or export them.`,
    );
  const choice = await choose(forms, {
    title: say`Copy Ids of ${count.format(last - first)} Tokens`,
    placeHolder: whole ? foreign('The whole text, as nothing is selected') : foreign('The selection'),
  });
  if (choice === undefined) return;
  const found = await followed.ask('ids', { first, last });
  if (found === undefined) return;
  await vscode.env.clipboard.writeText(writeTokenIds(found.ids, choice.form));
  showDone(say`Copied ${count.format(found.ids.length)} ids`);
}

/** Asks for a token's number, counted from 0 as in Python, and selects it. */
export async function goToToken({ document, start }: Place, follower: DocumentFollower): Promise<void> {
  const followed = follower.follow(document);
  const statistics = await followed?.ask('statistics', { selections: [] });
  if (followed === undefined || statistics === undefined)
    throw new Error(`${titleOf(document)} is still being read. Try again in a moment.`);
  const { tokens } = statistics;
  if (tokens === 0) throw new Error(`${titleOf(document)} has no tokens.`);
  const present = await followed.ask('tokenRange', { start, end: start });
  const answer = await ask({
    title: say`Go to Token`,
    prompt: say`A number from 0 to ${tokens - 1}`,
    value: String(Math.min(present?.first ?? 0, tokens - 1)),
    problemOf: typed =>
      /^\d+$/.test(typed.trim()) && Number(typed) < tokens ? undefined : say`Enter a number from 0 to ${tokens - 1}`,
  });
  if (answer === undefined) return;
  const first = Number(answer);
  const found = await followed.ask('ids', { first, last: first + 1 });
  const [from, to] = [found?.starts[0], found?.ends[0]];
  if (from === undefined || to === undefined) return;
  const selection = new vscode.Range(document.positionAt(from), document.positionAt(to));
  await showText(document.uri, { selection });
}

/** Asks for a number of tokens, and shows the selection, or the whole text, in pieces of that many. */
export async function cutIntoPieces(place: Place, follower: DocumentFollower, texts: ReadOnlyTexts): Promise<void> {
  const { document, start, end } = place;
  const followed = follower.follow(document);
  const range = await followed?.ask(
    'tokenRange',
    start === end ? { start: 0, end: Number.MAX_SAFE_INTEGER } : { start, end },
  );
  if (followed === undefined || range === undefined)
    throw new Error(`${titleOf(document)} is still being read. Try again in a moment.`);
  const { first, last } = range;
  if (last === first) throw new Error(`${titleOf(document)} has no tokens.`);
  if (last - first > mostCopied)
    throw new Error(
      `The text has ${count.format(last - first)} tokens; up to ${count.format(mostCopied)} can be cut. Select fewer.`,
    );
  const answer = await ask({
    title: say`Cut ${count.format(last - first)} Tokens into Pieces`,
    prompt: say`How many tokens has a piece?`,
    value: String(Math.min(512, last - first)),
    problemOf: typed => (/^[1-9]\d{0,8}$/.test(typed.trim()) ? undefined : say`Enter a number of 1 or more`),
  });
  if (answer === undefined) return;
  const spans = await followed.ask('ids', { first, last });
  if (spans === undefined) return;
  const from = spans.starts[0]!;
  const to = start === end ? document.getText().length : spans.ends[spans.ends.length - 1]!;
  const text = document.getText().slice(from, to);
  const shifted = { starts: spans.starts.map(at => at - from), ends: spans.ends.map(at => at - from) };
  const pieces = cutTokens(shifted, text.length, Number(answer));
  const shown = pieces.map((piece, index) => {
    const place = `tokens ${first + piece.first} to ${first + piece.last - 1}`;
    return `----- piece ${index + 1} of ${pieces.length}: ${place}, ${piece.last - piece.first} in all -----\n${text.slice(piece.start, piece.end)}`;
  });
  await vscode.window.showTextDocument(
    texts.add(`${titleOf(document)} in pieces of ${answer} tokens`, shown.join('\n')),
  );
}
