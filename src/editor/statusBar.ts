import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { CommandId } from '../contributions';
import type { Statistics } from '../protocol/tokenizer';
import { plain } from '../base/foreignText';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';

const count = new Intl.NumberFormat('en-US');

/** `7 / 52 tokens · gpt2`: the count of the active document and, with a selection, of the selection. */
export class TokenStatusBar implements Disposable {
  readonly #store = new DisposableStore();
  readonly #follower: DocumentFollower;
  readonly #item: vscode.StatusBarItem;
  /** The editor whose count is shown. It stays the last one while a panel has the focus and it can be seen. */
  #editor: vscode.TextEditor | undefined;

  constructor(follower: DocumentFollower) {
    this.#follower = follower;
    this.#item = this.#store.add(
      vscode.window.createStatusBarItem('tokenscope.count', vscode.StatusBarAlignment.Right, 101),
    );
    this.#item.name = 'Tokenscope: Token Count';
    this.#item.command = 'tokenscope.selectTokenizer' satisfies CommandId;
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
      if (!this.#item.text.endsWith(plain(followed.tokenizer)))
        this.#show(`… tokens · ${plain(followed.tokenizer)}`, 'Counting tokens');
      return;
    }
    const { document } = editor;
    const selections = editor.selections
      .filter(selection => !selection.isEmpty)
      .map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }));
    const statistics = await followed.ask('statistics', { selections });
    if (statistics === undefined || this.#editor !== editor) return;
    this.#show(
      labelOf(statistics, followed.tokenizer, selections.length > 0),
      tooltipOf(statistics, followed.tokenizer),
    );
  }

  #show(text: string, tooltip: string | vscode.MarkdownString): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.show();
  }
}

function labelOf({ tokens, selected, refusal }: Statistics, tokenizer: string, hasSelection: boolean): string {
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
