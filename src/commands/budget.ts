import * as vscode from 'vscode';
import type { Budget } from '../context/budget';
import { parseLimit } from '../host/budgets';
import { budgetOf, globOf } from '../host/documentBudget';
import type { DocumentFollower } from '../host/documentFollower';
import { ask, say, showInformation } from '../host/messages';
import { showText } from '../host/showText';

const count = new Intl.NumberFormat('en-US');

/** Asks for a document's budget and keeps it in the settings of the workspace, or of the person where there is none. */
export async function setBudget(document: vscode.TextDocument): Promise<void> {
  const glob = globOf(document);
  const budget = budgetOf(document);
  const answer = await ask({
    title: say`Set Budget`,
    prompt: say`How long may ${glob} be?`,
    placeHolder: say`8,192 tokens, 32 KiB, 12,000 characters or 500 lines; nothing for no budget`,
    value: budget === undefined ? '' : written(budget),
    problemOf: typed =>
      typed.trim() === '' || parseLimit(typed) !== undefined
        ? undefined
        : say`Write a number and what it counts, such as 8,192 tokens, 32 KiB, 12,000 characters or 500 lines`,
  });
  if (answer === undefined) return;
  const configuration = vscode.workspace.getConfiguration('tokenscope', document);
  const isInWorkspace = vscode.workspace.getWorkspaceFolder(document.uri) !== undefined;
  const set = configuration.inspect<Record<string, unknown>>('budgets');
  const own = { ...(isInWorkspace ? set?.workspaceValue : set?.globalValue) };
  // The last glob that matches counts.
  Reflect.deleteProperty(own, glob);
  const limit = parseLimit(answer);
  if (limit !== undefined) own[glob] = limit;
  const { Workspace, Global } = vscode.ConfigurationTarget;
  await configuration.update('budgets', own, isInWorkspace ? Workspace : Global);
}

const written = ({ unit, maximum }: Budget): string => `${count.format(maximum)} ${unit}`;

/** Selects what comes after the budget of a text, and shows where that begins. */
export async function goToBudgetLimit(editor: vscode.TextEditor, follower: DocumentFollower): Promise<void> {
  const { document } = editor;
  const budget = budgetOf(document);
  if (budget === undefined) throw new Error('This document has no budget. Give it one with the command Set Budget.');
  const { unit, maximum } = budget;
  const found = await follower.follow(document)?.ask('budget', { unit, maximum });
  if (found === undefined) throw new Error('The document is still being read. Try again in a moment.');
  if (found.cut === undefined) {
    await showInformation(
      say`The document fits: it has ${count.format(found.used)} of ${count.format(maximum)} ${unit}.`,
    );
    return;
  }
  const range = new vscode.Range(document.positionAt(found.cut), document.lineAt(document.lineCount - 1).range.end);
  await showText(document.uri, { selection: range });
  const shown = vscode.window.activeTextEditor;
  // The caret stays at the start, where somebody looks.
  if (shown?.document === document) {
    shown.selection = new vscode.Selection(range.end, range.start);
    shown.revealRange(new vscode.Range(range.start, range.start), vscode.TextEditorRevealType.InCenter);
  }
}
