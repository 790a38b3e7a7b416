import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { CommandId } from '../contributions';
import type { Statistics } from '../protocol/tokenizer';
import { plain } from '../base/foreignText';
import type { ShownCount, TokenCount } from '../host/tokenCount';

const count = new Intl.NumberFormat('en-US');

/** `7 / 52 tokens · gpt2`: the count of the active text and, with a selection, of the selection. */
export class TokenStatusBar implements Disposable {
  readonly #store = new DisposableStore();
  readonly #item: vscode.StatusBarItem;

  constructor(tokens: Pick<TokenCount<vscode.TextDocument, vscode.TextEditor>, 'shown' | 'onDidChange'>) {
    this.#item = this.#store.add(
      vscode.window.createStatusBarItem('tokenscope.count', vscode.StatusBarAlignment.Right, 101),
    );
    this.#item.name = 'Tokenscope: Token Count';
    this.#item.command = 'tokenscope.selectTokenizer' satisfies CommandId;
    this.#store.add(tokens.onDidChange(() => this.#show(tokens.shown)));
    this.#show(tokens.shown);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(shown: ShownCount | undefined): void {
    if (shown === undefined) {
      this.#item.hide();
      return;
    }
    const { tokenizer, statistics } = shown;
    this.#item.text = labelOf(shown);
    this.#item.tooltip = statistics === undefined ? 'Counting tokens' : tooltipOf(statistics, tokenizer);
    this.#item.show();
  }
}

function labelOf({ tokenizer, statistics, hasSelection }: ShownCount): string {
  if (statistics === undefined) return `… tokens · ${plain(tokenizer)}`;
  const { tokens, selected, refusal } = statistics;
  const unit = tokens === 1 ? 'token' : 'tokens';
  return `${refusal === undefined ? '' : '$(warning) '}${hasSelection ? `${count.format(selected)} / ` : ''}${count.format(tokens)} ${unit} · ${plain(tokenizer)}`;
}

function tooltipOf(statistics: Statistics, tokenizer: string): vscode.MarkdownString {
  const { tokens, characters, bytes, words, refusal } = statistics;
  const row = (name: string, value: string): string => `| ${name} | ${value} |`;
  const ratio = tokens === 0 ? '–' : (characters / tokens).toFixed(2);
  // appendText escapes: neither the name of a tokenizer nor a special token is markup.
  const tooltip = new vscode.MarkdownString('**What ')
    .appendText(plain(tokenizer))
    .appendMarkdown(
      [
        ' sees**\n',
        '| | |',
        '|:--|--:|',
        row('tokens', count.format(tokens)),
        row('characters', count.format(characters)),
        row('bytes (UTF-8)', count.format(bytes)),
        row('words', count.format(words)),
        row('characters per token', ratio),
        '\nClick to select another tokenizer or to show the tokens.',
      ].join('\n'),
    );
  return refusal === undefined ? tooltip : tooltip.appendText(`\n\n${plain(refusal)}`);
}
