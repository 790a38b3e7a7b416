import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { tokenColorIds } from '../contributions';
import type { AgentReadings } from '../host/agentReadings';

/** Colours the parts of what an agent reads, each in one of a cycle, strengthens their headings, and dims what a limit leaves out. */
export class AgentMarks implements Disposable {
  readonly #store = new DisposableStore();
  readonly #backgrounds: vscode.TextEditorDecorationType[];
  readonly #heading: vscode.TextEditorDecorationType;
  readonly #leftOut: vscode.TextEditorDecorationType;

  constructor(private readonly readings: AgentReadings) {
    const create = (options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType =>
      this.#store.add(vscode.window.createTextEditorDecorationType(options));
    this.#backgrounds = tokenColorIds.map(id =>
      create({
        isWholeLine: true,
        backgroundColor: new vscode.ThemeColor(id),
        overviewRulerColor: new vscode.ThemeColor(id),
        overviewRulerLane: vscode.OverviewRulerLane.Full,
      }),
    );
    this.#heading = create({ fontWeight: 'bold' });
    const color = new vscode.ThemeColor('tokenscope.budgetLimit');
    this.#leftOut = create({
      opacity: '0.55',
      before: { contentText: '┊ the limit cuts here ┊', color, margin: '0 0.4ch' },
    });
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(editors => editors.forEach(each => this.#show(each))));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #show(editor: vscode.TextEditor): void {
    const { document } = editor;
    const sections = this.readings.sectionsOf(document);
    if (sections === undefined) return;
    const range = (start: number, end: number): vscode.Range =>
      new vscode.Range(document.positionAt(start), document.positionAt(end));
    this.#backgrounds.forEach((type, color) => {
      const own = sections.filter((_, index) => index % this.#backgrounds.length === color);
      // The line break at a part's end belongs to its last line.
      const ranges = own.filter(({ start, end }) => end > start).map(({ start, end }) => range(start, end - 1));
      editor.setDecorations(type, ranges);
    });
    editor.setDecorations(
      this.#heading,
      sections.map(({ heading }) => document.lineAt(document.positionAt(heading).line).range),
    );
    editor.setDecorations(
      this.#leftOut,
      sections.filter(({ cut, end }) => cut < end).map(({ cut, end }) => range(cut, end)),
    );
  }
}
