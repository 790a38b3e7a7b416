import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Budget } from '../context/budget';
import type { DocumentFollower } from '../host/documentFollower';
import { budgetOf } from '../host/documentBudget';
import { reportFailure } from '../host/failures';
import { affects } from '../host/settings';

const count = new Intl.NumberFormat('en-US');

/** The code of the diagnostics, by which their fixes know them. */
export const budgetCode = 'budget';

/**
 * Where a document's budget ends: the line is marked, what comes after is dimmed, and a diagnostic says by how much the document is too
 * long. One that fits has none of this.
 */
export class BudgetMarks implements Disposable {
  readonly #store = new DisposableStore();
  readonly #diagnostics = this.#store.add(vscode.languages.createDiagnosticCollection('tokenscope.budgets'));
  readonly #dimmed: vscode.TextEditorDecorationType;
  readonly #line: vscode.TextEditorDecorationType;
  readonly #limit: vscode.TextEditorDecorationType;
  readonly #turns = new WeakMap<vscode.TextDocument, number>();

  constructor(private readonly follower: DocumentFollower) {
    const create = (options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType =>
      this.#store.add(vscode.window.createTextEditorDecorationType(options));
    const color = new vscode.ThemeColor('tokenscope.budgetLimit');
    this.#dimmed = create({ opacity: '0.55' });
    this.#limit = create({});
    this.#line = create({
      isWholeLine: true,
      overviewRulerColor: color,
      overviewRulerLane: vscode.OverviewRulerLane.Full,
    });
    const updateAll = (): void => {
      for (const document of new Set(vscode.window.visibleTextEditors.map(each => each.document)))
        this.#start(document);
    };
    this.#store.add(follower.onDidChangeTokens(document => this.#start(document)));
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(updateAll));
    this.#store.add(vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#diagnostics.delete(uri)));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, 'budgets')) updateAll();
      }),
    );
    updateAll();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #start(document: vscode.TextDocument): void {
    this.#update(document).catch(reportFailure);
  }

  async #update(document: vscode.TextDocument): Promise<void> {
    const turn = (this.#turns.get(document) ?? 0) + 1;
    this.#turns.set(document, turn);
    const budget = budgetOf(document);
    if (budget === undefined) {
      this.#show(document, undefined);
      return;
    }
    const { unit, maximum } = budget;
    const followed = this.follower.follow(document);
    const found = await followed?.ask('budget', { unit, maximum });
    if (followed === undefined || found === undefined || this.#store.isDisposed) return;
    if (turn !== this.#turns.get(document)) return;
    const { used, cut } = found;
    this.#show(document, cut === undefined ? undefined : { budget, used, cut, tokenizer: followed.tokenizer });
  }

  #show(document: vscode.TextDocument, over: Overrun | undefined): void {
    if (over === undefined) this.#diagnostics.delete(document.uri);
    else this.#diagnostics.set(document.uri, [diagnosticOf(document, over)]);
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document !== document) continue;
      editor.setDecorations(this.#dimmed, over === undefined ? [] : [restOf(document, over.cut)]);
      editor.setDecorations(this.#line, over === undefined ? [] : [limitMark(document, over).range]);
      editor.setDecorations(this.#limit, over === undefined ? [] : [limitMark(document, over)]);
    }
  }
}

interface Overrun {
  readonly budget: Budget;
  readonly used: number;
  readonly cut: number;
  readonly tokenizer: string;
}

function restOf(document: vscode.TextDocument, cut: number): vscode.Range {
  return new vscode.Range(document.positionAt(cut), document.lineAt(document.lineCount - 1).range.end);
}

function limitMark(document: vscode.TextDocument, { budget, cut }: Overrun): vscode.DecorationOptions {
  const at = document.positionAt(cut);
  const color = new vscode.ThemeColor('tokenscope.budgetLimit');
  const contentText = `┊ ${count.format(budget.maximum)} ${budget.unit} end here ┊`;
  return { range: new vscode.Range(at, at), renderOptions: { before: { contentText, color, margin: '0 0.4ch' } } };
}

function diagnosticOf(
  document: vscode.TextDocument,
  { budget: { unit, maximum }, used, cut, tokenizer }: Overrun,
): vscode.Diagnostic {
  const start = document.positionAt(cut);
  const has = unit === 'tokens' ? `${count.format(used)} tokens of ${tokenizer}` : `${count.format(used)} ${unit}`;
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(start, document.lineAt(start.line).range.end),
    `This document has ${has}; its budget is ${count.format(maximum)}. The ${count.format(used - maximum)} ${unit} from here on are too much.`,
    vscode.DiagnosticSeverity.Warning,
  );
  diagnostic.source = 'Tokenscope';
  diagnostic.code = budgetCode;
  return diagnostic;
}
