import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { loaderProblemSentence } from '../protocol/loaderProblem';
import type { Statistics } from '../protocol/tokenizer';
import { markup, type Markdown } from '../base/foreignMarkdown';
import type { Settings } from '../contributions';
import type { Budget } from '../context/budget';
import { budgetLevel } from '../host/budgets';
import { budgetOf } from '../host/documentBudget';
import { affects, readSetting } from '../host/settings';
import { fillTemplate, statusValues } from '../host/statusTemplate';
import type { ActiveEditor } from '../host/vscodeEditors';
import { say, StatusItem, type Message } from '../host/messages';
import type { ShownCount, TokenCount } from '../host/tokenCount';

const count = new Intl.NumberFormat('en-US');

/**
 * `7 / 52 tokens · gpt2`: the count of the active text and, with a selection, of the selection. Of a text with a budget,
 * `1,234 / 8,192 tokens · gpt2`, with a selection `7 of 1,234 / 8,192 tokens · gpt2`; the colour of warnings from the budget's share on.
 */
export class TokenStatusBar implements Disposable {
  readonly #store = new DisposableStore();
  readonly #item: StatusItem;

  constructor(
    private readonly tokens: Pick<TokenCount<vscode.TextDocument, vscode.TextEditor>, 'shown' | 'onDidChange'>,
    private readonly active: ActiveEditor,
  ) {
    this.#item = this.#store.add(
      new StatusItem({
        id: 'tokenscope.count',
        name: say`Tokenscope: Token Count`,
        command: 'tokenscope.selectTokenizer',
        priority: 101,
      }),
    );
    this.#store.add(tokens.onDidChange(() => this.#show()));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, 'budgets', 'statusBar.template', 'statusBar.click')) this.#show();
      }),
    );
    this.#show();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(): void {
    const { shown } = this.tokens;
    if (shown === undefined) {
      this.#item.hide();
      return;
    }
    const document = this.active.visibleEditor?.document;
    const use = budgetUse(shown, document);
    this.#item.command = `tokenscope.${readSetting('statusBar.click')}`;
    this.#item.show(
      labelOf(shown, use, readSetting('statusBar.template', document)),
      tooltipOf(shown, use),
      use !== undefined && budgetLevel(use.used, use.budget) !== 'within',
    );
  }
}

interface BudgetUse {
  readonly budget: Budget;
  readonly used: number;
}

function budgetUse({ statistics }: ShownCount, document: vscode.TextDocument | undefined): BudgetUse | undefined {
  if (document === undefined || statistics === undefined) return undefined;
  const budget = budgetOf(document);
  if (budget === undefined) return undefined;
  return { budget, used: budget.unit === 'lines' ? document.lineCount : statistics[budget.unit] };
}

function labelOf(
  { tokenizer, statistics, problem, hasSelection }: ShownCount,
  use: BudgetUse | undefined,
  template: string,
): Message {
  if (problem !== undefined) return say`$(warning) no tokens · ${tokenizer}`;
  if (statistics === undefined) return say`… tokens · ${tokenizer}`;
  const { tokens, selected, refusal } = statistics;
  if (template.trim() !== '') {
    const filled = say`${fillTemplate(template, statusValues(statistics, tokenizer, use === undefined ? '' : usedOf(use)))}`;
    return refusal === undefined ? filled : say`$(warning) ${filled}`;
  }
  const unit = tokens === 1 ? 'token' : 'tokens';
  const ofTokens = use?.budget.unit === 'tokens' ? use : undefined;
  const part = !hasSelection
    ? say``
    : ofTokens === undefined
      ? say`${count.format(selected)} / `
      : say`${count.format(selected)} of `;
  const counted =
    ofTokens === undefined
      ? say`${part}${count.format(tokens)} ${unit}`
      : say`${part}${count.format(tokens)} / ${count.format(ofTokens.budget.maximum)} tokens`;
  const other = use === undefined || use === ofTokens ? say`` : say` · ${usedOf(use)}`;
  const label = say`${counted}${other} · ${tokenizer}`;
  return refusal === undefined ? label : say`$(warning) ${label}`;
}

const usedOf = ({ budget: { unit, maximum }, used }: BudgetUse): string =>
  `${count.format(used)} / ${count.format(maximum)} ${unit}`;

function tooltipOf({ statistics, problem, tokenizer }: ShownCount, use: BudgetUse | undefined): Markdown {
  if (problem !== undefined) return markup`${problem}`;
  return statistics === undefined ? markup`Counting tokens` : countsOf(statistics, tokenizer, use);
}

function countsOf(statistics: Statistics, tokenizer: string, use: BudgetUse | undefined): Markdown {
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
${use === undefined ? '' : markup`| budget | ${usedOf(use)} |\n`}${tiles ? '' : markup`\nWhite space belongs to no token.\n`}
${clickSentences[readSetting('statusBar.click')]}`;
  return refusal === undefined ? table : markup`${table}\n\n${loaderProblemSentence(refusal)}`;
}

const clickSentences: Readonly<Record<Settings['statusBar.click'], string>> = {
  selectTokenizer: 'Click to select another tokenizer or to show the tokens.',
  toggleHighlighting: 'Click to show or hide the tokens.',
  setBudget: 'Click to set the budget.',
  previewWindows: 'Click to preview sliding windows.',
  goToBudgetLimit: 'Click to go to where the budget ends.',
};
