import * as vscode from 'vscode';
import type { Segment } from '../protocol/tokenizer';
import type { DocumentFollower } from '../host/documentFollower';
import { readSetting } from '../host/settings';
import { hexOf, visibleText } from './tokenText';

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

/** Text of the document goes through `appendText` or a code span that it cannot leave: it is never markup. */
export function hoverText(
  segment: Segment,
  tokenizer: string,
  { vector, args }: { readonly vector?: Float32Array | undefined; readonly args: readonly unknown[] },
): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString('', true);
  markdown.isTrusted = { enabledCommands: commands };
  const { tokens, first, tokenCount, start, end } = segment;
  const ids = tokens.map(({ id }) => id).join(', ');
  markdown.appendMarkdown(
    `**${tokens.length === 1 ? 'Token' : 'Tokens'} ${ids}** &nbsp; ${codeSpan(visibleText(segment.text))}\n\n`,
  );
  markdown.appendMarkdown(`${kindOf(segment)} · ${tokenizer}\n\n`);
  const rows = [
    [
      'bytes',
      tokens.map(({ id, bytes }) => (tokens.length === 1 ? hexOf(bytes) : `${hexOf(bytes)} (${id})`)).join(', '),
    ],
    ['offsets', `${start} to ${end} (UTF-16)`],
    [
      'position',
      `token ${count.format(first + 1)}${tokens.length > 1 ? ` to ${count.format(first + tokens.length)}` : ''} of ${count.format(tokenCount)}`,
    ],
    ...(vector === undefined ? [] : [['vector', vectorText(vector)]]),
  ];
  markdown.appendMarkdown(`| | |\n|:--|:--|\n${rows.map(([name, value]) => `| ${name} | ${value} |`).join('\n')}\n\n`);
  markdown.appendMarkdown(
    `[${vector === undefined ? 'Show vector' : 'Whole vector'}](command:tokenscope.showVectors?${encodeURIComponent(JSON.stringify(args))}) · [Preview windows](command:tokenscope.previewWindows) · [Select tokenizer](command:tokenscope.selectTokenizer)`,
  );
  return markdown;
}

/** The first numbers, as PyTorch prints them. */
function vectorText(vector: Float32Array): string {
  const numbers = Array.from(vector.subarray(0, shownValues), value => value.toFixed(4)).join(', ');
  return `\`[${numbers}${vector.length > shownValues ? ', …' : ''}]\` ${count.format(vector.length)} numbers`;
}

function kindOf({ tokens, text }: Segment): string {
  if (tokens.some(({ special }) => special)) return 'Special token';
  if (tokens.length > 1) return `One character in ${tokens.length} tokens`;
  if (/^\s+$/u.test(text)) return 'White space';
  if (/^\s/u.test(text)) return 'Begins a word, with the space before it';
  if (/^\p{N}+$/u.test(text)) return 'Digits';
  if (/^\p{L}+$/u.test(text)) return 'Letters';
  return /^[^\p{L}\p{N}]+$/u.test(text) ? 'Punctuation or symbols' : 'Piece of text';
}

/** A code span that its content cannot end: the fence is longer than any run of backquotes inside. */
function codeSpan(text: string): string {
  const longest = Math.max(0, ...(text.match(/`+/gu) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${fence}${pad}${text.length > 200 ? `${text.slice(0, 200)}…` : text}${pad}${fence}`;
}
