import type * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { loaderProblemSentence } from '../protocol/loaderProblem';
import type { Statistics } from '../protocol/tokenizer';
import { markup, type Markdown } from '../base/foreignMarkdown';
import { say, StatusItem, type Message } from '../host/messages';
import type { ShownCount, TokenCount } from '../host/tokenCount';

const count = new Intl.NumberFormat('en-US');

/** `7 / 52 tokens · gpt2`: the count of the active text and, with a selection, of the selection. */
export class TokenStatusBar implements Disposable {
  readonly #store = new DisposableStore();
  readonly #item: StatusItem;

  constructor(tokens: Pick<TokenCount<vscode.TextDocument, vscode.TextEditor>, 'shown' | 'onDidChange'>) {
    this.#item = this.#store.add(
      new StatusItem({
        id: 'tokenscope.count',
        name: say`Tokenscope: Token Count`,
        command: 'tokenscope.selectTokenizer',
        priority: 101,
      }),
    );
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
    this.#item.show(
      labelOf(shown),
      statistics === undefined ? markup`Counting tokens` : tooltipOf(statistics, tokenizer),
    );
  }
}

function labelOf({ tokenizer, statistics, hasSelection }: ShownCount): Message {
  if (statistics === undefined) return say`… tokens · ${tokenizer}`;
  const { tokens, selected, refusal } = statistics;
  const unit = tokens === 1 ? 'token' : 'tokens';
  const part = hasSelection ? say`${count.format(selected)} / ` : say``;
  const counted = say`${part}${count.format(tokens)} ${unit} · ${tokenizer}`;
  return refusal === undefined ? counted : say`$(warning) ${counted}`;
}

function tooltipOf(statistics: Statistics, tokenizer: string): Markdown {
  const { tokens, characters, bytes, words, tiles, refusal } = statistics;
  const ratio = tokens === 0 ? '–' : (characters / tokens).toFixed(2);
  const table = markup`**What ${tokenizer} sees**

| | |
|:--|--:|
| tokens | ${count.format(tokens)} |
| characters | ${count.format(characters)} |
| bytes (UTF-8) | ${count.format(bytes)} |
| words | ${count.format(words)} |
| characters per token | ${ratio} |
${tiles ? '' : markup`\nWhite space belongs to no token.\n`}
Click to select another tokenizer or to show the tokens.`;
  return refusal === undefined ? table : markup`${table}\n\n${loaderProblemSentence(refusal)}`;
}
