import * as vscode from 'vscode';
import { Emitter } from '../base/event';
import type { Disposable } from '../base/disposable';
import type { SelectionCount } from '../protocol/context';
import type { TokenizerClient } from '../worker/client';
import { say, withProgress } from './messages';
import { specialTokensOf, tokenizerOf } from './settings';

/** The tokens of the files of a selection. */
export interface FolderCount extends SelectionCount {
  /** What names are relative to. */
  readonly base: vscode.Uri;
  readonly roots: readonly vscode.Uri[];
  readonly tokenizer: string;
}

const count = new Intl.NumberFormat('en-US');

/** The last count of folders and files that somebody asked for. */
export class FolderCounts implements Disposable {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  #shown: FolderCount | undefined;
  #filter = '';

  constructor(private readonly client: TokenizerClient) {}

  /** Nothing before somebody has asked. */
  get shown(): FolderCount | undefined {
    return this.#shown;
  }

  /** Only files whose path holds it are shown. */
  get filter(): string {
    return this.#filter;
  }

  set filter(filter: string) {
    this.#filter = filter;
    this.#changed.fire();
  }

  /**
   * Counts with progress, which can be cancelled.
   *
   * @throws Error for files that are not on this machine
   */
  async count(roots: readonly vscode.Uri[]): Promise<void> {
    const [first] = roots;
    if (first === undefined) throw new Error('There is no folder to count. Open one first.');
    const elsewhere = roots.find(({ scheme }) => scheme !== 'file');
    if (elsewhere !== undefined) throw new Error(`Choose files on this machine; ${elsewhere.toString()} is elsewhere.`);
    const tokenizer = tokenizerOf(first);
    const base = vscode.workspace.getWorkspaceFolder(first)?.uri ?? vscode.Uri.joinPath(first, '..');
    const params = {
      tokenizer,
      specialTokens: specialTokensOf(first),
      selection: {
        base: base.fsPath,
        roots: roots.map(({ fsPath }) => fsPath),
        exclude: excludedIn(first),
        dotFiles: true,
      },
    };
    const counted = await withProgress(say`Counting tokens`, (report, token) =>
      this.client.call('countSelection', params, {
        token,
        onProgress: ({ files, of }) =>
          report(of === 0 ? 0 : files / of, say`${count.format(files)} of ${count.format(of)} files`),
      }),
    );
    this.#shown = { ...counted, base, roots, tokenizer };
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Globs that VS Code leaves out of the explorer. */
function excludedIn(scope: vscode.Uri): string[] {
  const globs = vscode.workspace.getConfiguration('files', scope).get<Record<string, unknown>>('exclude') ?? {};
  return Object.entries(globs).flatMap(([glob, isExcluded]) => (isExcluded === true ? [glob] : []));
}
