import * as vscode from 'vscode';
import { ordinal, placeOf } from '../base/ordinal';
import type { Segment } from '../protocol/tokenizer';
import type { DocumentFollower } from '../host/documentFollower';
import { Markdown, markup } from '../base/foreignMarkdown';
import { markdownString } from '../host/messages';
import { readSetting } from '../host/settings';
import { codeSpan, hexOf, kindOf } from './tokenText';

const count = new Intl.NumberFormat('en-US');
const commands = ['tokenscope.showVectors', 'tokenscope.previewWindows', 'tokenscope.selectTokenizer'] as const;

/** The vector of a token, if it is at hand: asking starts nothing. */
type VectorOf = (tokenizer: string, id: number) => Promise<Float32Array | undefined>;

/** Numbers of a vector that a hover shows. */
const shownValues = 6;

/** Everything about the token under the pointer. */
export function registerTokenHover(follower: DocumentFollower, vectorOf: VectorOf): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    { pattern: '**' },
    {
      async provideHover(document, position) {
        const mode = readSetting('hover');
        const isShown = readSetting('highlighting') || readSetting('tokenIds');
        if (mode === 'never' || (mode === 'whenShown' && !isShown)) return undefined;
        const followed = follower.follow(document);
        const segment = await followed?.ask('segment', { offset: document.offsetAt(position) });
        if (followed === undefined || segment === undefined) return undefined;
        const range = new vscode.Range(document.positionAt(segment.start), document.positionAt(segment.end));
        const [only, ...others] = segment.tokens;
        const vector =
          only === undefined || others.length > 0 ? undefined : await vectorOf(followed.tokenizer, only.id);
        const args = [{ uri: document.uri.toString(), offset: segment.start }];
        return new vscode.Hover(hoverText(segment, followed.tokenizer, { vector, args }), range);
      },
    },
  );
}

/** Text of the document stands in a code span that it cannot leave: it is never markup. */
export function hoverText(
  segment: Segment,
  tokenizer: string,
  { vector, args }: { readonly vector?: Float32Array | undefined; readonly args: readonly unknown[] },
): vscode.MarkdownString {
  const { tokens, start, end } = segment;
  if (tokens.length === 0)
    return markdownString(markup`**No token** &nbsp; ${codeSpan(segment.text)}\n\n${kindOf(segment)} · ${tokenizer}`);
  const isOne = tokens.length === 1;
  const bytes = tokens.map(token => (isOne ? hexOf(token.bytes) : `${hexOf(token.bytes)} (${token.id})`)).join(', ');
  const vectorRow = vector === undefined ? '' : markup`| vector | ${vectorText(vector)} |\n`;
  return markdownString(
    markup`**${isOne ? 'Token' : 'Tokens'} ${tokens.map(({ id }) => id).join(', ')}** &nbsp; ${codeSpan(segment.text)}

${kindOf(segment)} · ${tokenizer}

| | |
|:--|:--|
| bytes | ${bytes} |
| offsets | ${start} to ${end} (UTF-16) |
| place | ${placeOfAll(segment)} |
${vectorRow}
[${vector === undefined ? 'Show vector' : 'Whole vector'}](command:tokenscope.showVectors?${Markdown.argument(args)}) · [Preview windows](command:tokenscope.previewWindows) · [Select tokenizer](command:tokenscope.selectTokenizer)`,
    commands,
  );
}

function placeOfAll({ tokens, first, tokenCount }: Segment): string {
  if (tokens.length === 1) return placeOf(first, first, tokenCount);
  const last = first + tokens.length - 1;
  return `positions ${first} to ${last}, the ${ordinal(first + 1)} to the ${ordinal(last + 1)} of ${count.format(tokenCount)}`;
}

/** The first numbers, as PyTorch prints them. */
function vectorText(vector: Float32Array): Markdown {
  const numbers = Array.from(vector.subarray(0, shownValues), value => value.toFixed(4)).join(', ');
  const shown = Markdown.code(`[${numbers}${vector.length > shownValues ? ', …' : ''}]`);
  return markup`${shown} ${count.format(vector.length)} numbers`;
}
