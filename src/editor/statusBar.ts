import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Statistics } from '../protocol/tokenizer';
import { markup, type Markdown } from '../base/foreignMarkdown';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import { say, StatusItem, type Message } from '../host/messages';

const count = new Intl.NumberFormat('en-US');

/** `7 / 52 tokens · gpt2`: the count of the active document and, with a selection, of the selection. */
export class TokenStatusBar implements Disposable {
  readonly #store = new DisposableStore();
  readonly #follower: DocumentFollower;
  readonly #item: StatusItem;
  /** The editor whose count is shown. It stays the last one while a panel has the focus and it can be seen. */
  #editor: vscode.TextEditor | undefined;

  constructor(follower: DocumentFollower) {
    this.#follower = follower;
    this.#item = this.#store.add(
      new StatusItem({
        id: 'tokenscope.count',
        name: say`Tokenscope: Token Count`,
        command: 'tokenscope.selectTokenizer',
        priority: 101,
      }),
    );
    const update = (): void => void this.#update().catch(reportFailure);
    this.#store.add(vscode.window.onDidChangeActiveTextEditor(update));
    this.#store.add(
      // A panel may open another text while it has the focus itself.
      vscode.window.onDidChangeVisibleTextEditors(visible => {
        if (this.#editor === undefined || !visible.includes(this.#editor)) update();
      }),
    );
    this.#store.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor === this.#editor) update();
      }),
    );
    this.#store.add(
      follower.onDidChangeTokens(document => {
        if (document === this.#editor?.document) update();
      }),
    );
    update();
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #update(): Promise<void> {
    const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
    const editor = active ?? visible.find(each => each === this.#editor) ?? visible[0];
    this.#editor = editor;
    const followed = editor === undefined ? undefined : this.#follower.follow(editor.document);
    if (editor === undefined || followed === undefined) {
      this.#item.hide();
      return;
    }
    if (!followed.isCurrent) {
      // The count comes with the next change of tokens; until then the last one stays, unless it is another document's.
      const name = say`${followed.tokenizer}`;
      if (this.#item.text?.toString().endsWith(name.toString()) !== true)
        this.#item.show(say`… tokens · ${name}`, markup`Counting tokens`);
      return;
    }
    const { document } = editor;
    const selections = editor.selections
      .filter(selection => !selection.isEmpty)
      .map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }));
    const statistics = await followed.ask('statistics', { selections });
    if (statistics === undefined || this.#editor !== editor) return;
    this.#item.show(
      labelOf(statistics, followed.tokenizer, selections.length > 0),
      tooltipOf(statistics, followed.tokenizer),
    );
  }
}

function labelOf({ tokens, selected, refusal }: Statistics, tokenizer: string, hasSelection: boolean): Message {
  const unit = tokens === 1 ? 'token' : 'tokens';
  const part = hasSelection ? say`${count.format(selected)} / ` : say``;
  const counted = say`${part}${count.format(tokens)} ${unit} · ${tokenizer}`;
  return refusal === undefined ? counted : say`$(warning) ${counted}`;
}

function tooltipOf(statistics: Statistics, tokenizer: string): Markdown {
  const { tokens, characters, bytes, words, refusal } = statistics;
  const ratio = tokens === 0 ? '–' : (characters / tokens).toFixed(2);
  const table = markup`**What ${tokenizer} sees**

| | |
|:--|--:|
| tokens | ${count.format(tokens)} |
| characters | ${count.format(characters)} |
| bytes (UTF-8) | ${count.format(bytes)} |
| words | ${count.format(words)} |
| characters per token | ${ratio} |

Click to select another tokenizer or to show the tokens.`;
  return refusal === undefined ? table : markup`${table}\n\n${refusal}`;
}
