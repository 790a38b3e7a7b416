import * as vscode from 'vscode';
import type { CommandId } from '../contributions';
import type { Markdown } from '../base/foreignMarkdown';
import type { Message } from '../base/foreignText';
import { panelColumn } from './showText';

export { foreign, messageOf, say, type Message } from '../base/foreignText';

/**
 * The only place that shows notifications, progress, lists to choose from, questions, items of the status bar, Markdown and titles of
 * panels. It takes messages, not strings, so that a text from outside
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
  const chosen = await vscode.window.showQuickPick(choices.map(itemOf), {
    title: title.toString(),
    ...(placeHolder === undefined ? {} : { placeHolder: placeHolder.toString() }),
    matchOnDescription: searchAll,
    matchOnDetail: searchAll,
  });
  return chosen?.choice;
}

/**
 * Asks for one of several, some of which follow from what is typed: they are shown whether or not VS Code's own search would find them.
 *
 * @param searched what is added for a search, which may be empty; what `isChoice` refuses only says something
 */
export async function chooseOrSearch<T extends Choice>(
  choices: readonly T[],
  searched: (typed: string) => readonly T[],
  { title, placeHolder, searchAll = false, isChoice }: ChoiceOptions & { readonly isChoice: (choice: T) => boolean },
): Promise<T | undefined> {
  const list = vscode.window.createQuickPick<ReturnType<typeof itemOf<T>> & { alwaysShow?: boolean }>();
  list.title = title.toString();
  if (placeHolder !== undefined) list.placeholder = placeHolder.toString();
  list.matchOnDescription = searchAll;
  list.matchOnDetail = searchAll;
  const update = (): void => {
    const found = searched(list.value).map(choice => ({ ...itemOf(choice), alwaysShow: true }));
    list.items = [...choices.map(itemOf), ...found];
  };
  update();
  list.onDidChangeValue(update);
  try {
    return await new Promise<T | undefined>(resolve => {
      list.onDidAccept(() => {
        const choice = list.selectedItems[0]?.choice;
        if (choice !== undefined && isChoice(choice)) resolve(choice);
      });
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
  }
}

/** Asks for one of those that a search finds, which may take time: while somebody types, only the last search counts. */
export async function searchList<T extends Choice>(
  search: (typed: string) => Promise<readonly T[]>,
  { title, placeHolder }: Omit<ChoiceOptions, 'searchAll'>,
): Promise<T | undefined> {
  const list = vscode.window.createQuickPick<ReturnType<typeof itemOf<T>> & { alwaysShow: boolean }>();
  list.title = title.toString();
  if (placeHolder !== undefined) list.placeholder = placeHolder.toString();
  try {
    return await new Promise<T | undefined>((resolve, reject) => {
      let turn = 0;
      const update = (): void => {
        const own = ++turn;
        list.busy = true;
        search(list.value).then(found => {
          if (own !== turn) return;
          list.items = found.map(choice => ({ ...itemOf(choice), alwaysShow: true }));
          list.busy = false;
        }, reject);
      };
      list.onDidChangeValue(update);
      list.onDidAccept(() => resolve(list.selectedItems[0]?.choice));
      list.onDidHide(() => resolve(undefined));
      list.show();
      update();
    });
  } finally {
    list.dispose();
  }
}

function itemOf<T extends Choice>(choice: T): vscode.QuickPickItem & { readonly choice: T } {
  return {
    label: choice.label.toString(),
    ...(choice.description === undefined ? {} : { description: choice.description.toString() }),
    ...(choice.detail === undefined ? {} : { detail: choice.detail.toString() }),
    ...(choice.isSeparator === true ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    choice,
  };
}

interface Question {
  readonly title: Message;
  readonly prompt: Message;
  readonly placeHolder?: Message;
  /** What stands in the box at first: text, whatever it holds. */
  readonly value: string;
  /** What is wrong with an answer; nothing if it can be taken. */
  readonly problemOf: (answer: string) => Message | undefined;
}

/** Asks for a line of text; nothing if it is given up. */
export function ask({ title, prompt, placeHolder, value, problemOf }: Question): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: title.toString(),
    prompt: prompt.toString(),
    ...(placeHolder === undefined ? {} : { placeHolder: placeHolder.toString() }),
    value,
    validateInput: answer => problemOf(answer)?.toString(),
  });
}

/** An item of the status bar, on its right. */
export class StatusItem implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  #text: Message | undefined;

  constructor({ id, name, command, priority }: { id: string; name: Message; command: CommandId; priority: number }) {
    this.#item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Right, priority);
    this.#item.name = name.toString();
    this.#item.command = command;
  }

  /** What it says; nothing before it was shown. */
  get text(): Message | undefined {
    return this.#text;
  }

  /** @param warns whether it stands out, in the colour of warnings */
  show(text: Message, tooltip: Markdown, warns = false): void {
    this.#text = text;
    this.#item.backgroundColor = warns ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    this.#item.text = text.toString();
    // Without it a screen reader reads the tooltip's Markdown. An icon is read by its name.
    this.#item.accessibilityInformation = { label: this.#item.text.replace(/\$\(([\w-]+)\) /g, '$1: ') };
    this.#item.tooltip = markdownString(tooltip);
    this.#item.show();
  }

  /** What a click does. */
  set command(command: CommandId) {
    this.#item.command = command;
  }

  hide(): void {
    this.#item.hide();
  }

  dispose(): void {
    this.#item.dispose();
  }
}

/** Markdown as VS Code draws it: without HTML and icons, and with links to these commands alone. */
export function markdownString(content: Markdown, commands: readonly CommandId[] = []): vscode.MarkdownString {
  const made = new vscode.MarkdownString(content.toString(), false);
  made.isTrusted = commands.length === 0 ? false : { enabledCommands: commands };
  return made;
}

/** The same panel under another title. */
export function retitled(panel: vscode.WebviewPanel, title: Message): vscode.WebviewPanel {
  panel.title = title.toString();
  return panel;
}

/** A panel beside the text, with the panels that there are; the text keeps the focus. */
export function createPanel(
  viewType: string,
  title: Message,
  options: vscode.WebviewPanelOptions & vscode.WebviewOptions,
): vscode.WebviewPanel {
  const place = { viewColumn: panelColumn(), preserveFocus: true };
  return vscode.window.createWebviewPanel(viewType, title.toString(), place, options);
}
