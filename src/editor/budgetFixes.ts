import * as vscode from 'vscode';
import { budgetCode } from './budgetMarks';

/** What can be done about a document that is longer than its budget. */
export function registerBudgetFixes(): vscode.Disposable {
  const kind = vscode.CodeActionKind.QuickFix;
  const provideCodeActions = (
    document: vscode.TextDocument,
    _: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): vscode.CodeAction[] =>
    diagnostics.filter(({ code }) => code === budgetCode).flatMap(diagnostic => fixesOf(document, diagnostic));
  return vscode.languages.registerCodeActionsProvider(
    { pattern: '**' },
    { provideCodeActions },
    {
      providedCodeActionKinds: [kind],
    },
  );

  function fixesOf(document: vscode.TextDocument, diagnostic: vscode.Diagnostic): vscode.CodeAction[] {
    const fix = (title: string): vscode.CodeAction => {
      const action = new vscode.CodeAction(title, kind);
      action.diagnostics = [diagnostic];
      return action;
    };
    const select = fix('Select what comes after the budget');
    select.command = { title: select.title, command: 'tokenscope.goToBudgetLimit' };
    const change = fix('Change the budget...');
    change.command = { title: change.title, command: 'tokenscope.setBudget' };
    const remove = fix('Delete what comes after the budget');
    remove.edit = new vscode.WorkspaceEdit();
    const end = document.lineAt(document.lineCount - 1).range.end;
    remove.edit.delete(document.uri, new vscode.Range(diagnostic.range.start, end));
    return [select, change, remove];
  }
}
