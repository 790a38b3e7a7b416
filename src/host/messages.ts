import * as vscode from 'vscode';
import { foreign, type Message } from '../base/foreignText';

export { foreign, say, type Message } from '../base/foreignText';

/**
 * The only place that shows notifications, progress and lists to choose from. It takes messages, not strings, so that a text from outside
 * is never drawn as a link, a command or an icon. The lint rules refuse VS Code's own functions elsewhere.
 */

/** @returns the action that was chosen */
export function showInformation(message: Message, ...actions: string[]): Thenable<string | undefined> {
  return vscode.window.showInformationMessage(message.toString(), ...actions);
}

/** @returns the action that was chosen */
export function showWarning(message: Message, ...actions: string[]): Thenable<string | undefined> {
  return vscode.window.showWarningMessage(message.toString(), ...actions);
}

/** @returns when it was dismissed */
export async function showError(message: Message): Promise<void> {
  await vscode.window.showErrorMessage(message.toString());
}

/** Says in the status bar, for five seconds, that something was done. */
export function showDone(message: Message): void {
  vscode.window.setStatusBarMessage(message.toString(), 5000);
}

/** Runs a task with a notification that can be cancelled; the task reports the fraction that is done, from 0 to 1. */
export function withProgress<T>(
  title: Message,
  task: (report: (fraction: number, message?: Message) => void, token: vscode.CancellationToken) => Thenable<T>,
): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: title.toString(), cancellable: true },
    (progress, token) => {
      let reported = 0;
      return task((fraction, message) => {
        const increment = (fraction - reported) * 100;
        progress.report({ increment, ...(message === undefined ? {} : { message: message.toString() }) });
        reported = fraction;
      }, token);
    },
  );
}

/** A line of a list to choose from. */
export interface Choice {
  readonly label: Message;
  readonly description?: Message;
  readonly detail?: Message;
  /** A title above the lines that follow, which cannot be chosen. */
  readonly isSeparator?: boolean;
}

interface ChoiceOptions {
  readonly title: Message;
  readonly placeHolder?: Message;
  /** Whether typing searches descriptions and details too. */
  readonly searchAll?: boolean;
}

/** Asks for one of several; nothing if none is chosen. */
export async function choose<T extends Choice>(
  choices: readonly T[],
  { title, placeHolder, searchAll = false }: ChoiceOptions,
): Promise<T | undefined> {
  const items = choices.map(choice => ({
    label: choice.label.toString(),
    ...(choice.description === undefined ? {} : { description: choice.description.toString() }),
    ...(choice.detail === undefined ? {} : { detail: choice.detail.toString() }),
    ...(choice.isSeparator === true ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    choice,
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: title.toString(),
    ...(placeHolder === undefined ? {} : { placeHolder: placeHolder.toString() }),
    matchOnDescription: searchAll,
    matchOnDetail: searchAll,
  });
  return chosen?.choice;
}

interface Question {
  readonly title: Message;
  readonly prompt: Message;
  readonly placeHolder?: Message;
  readonly value: string;
  /** What is wrong with an answer, in our own words; nothing if it can be taken. */
  readonly validateInput: (value: string) => string | undefined;
}

/** Asks for a line of text; nothing if it is given up. */
export function ask({ title, prompt, placeHolder, value, validateInput }: Question): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: title.toString(),
    prompt: prompt.toString(),
    ...(placeHolder === undefined ? {} : { placeHolder: placeHolder.toString() }),
    value,
    validateInput,
  });
}

/** An error of any kind as a message: it may quote files, models and settings. */
export function messageOf(error: unknown): Message {
  return foreign(error instanceof Error ? error.message : String(error));
}
