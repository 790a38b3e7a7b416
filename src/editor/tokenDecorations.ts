import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { tokenColorIds } from '../contributions';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import { labelDecorations } from './labelDecorations';
import { segmentsOf, type ShownSegment } from './segments';
import { affects, readSetting } from '../host/settings';
import type { MergeSteps } from '../host/mergeSteps';
import type { TintedDocuments } from '../host/tintedDocuments';
import { visibleOffsets } from './visibleRanges';

/**
 * Token backgrounds and inline ids, on what can be seen of every visible editor, while their settings are on. Backgrounds lie behind the
 * text: a style of the text itself would cut a line into pieces, and the letters of Arabic and Hebrew would stand in the wrong order.
 */
export class TokenDecorations implements Disposable {
  readonly #store = new DisposableStore();
  readonly #follower: DocumentFollower;
  readonly #backgrounds: vscode.TextEditorDecorationType[];
  readonly #special: vscode.TextEditorDecorationType;
  readonly #labels: vscode.TextEditorDecorationType;

  constructor(
    follower: DocumentFollower,
    private readonly tints: TintedDocuments,
    private readonly steps: MergeSteps,
  ) {
    this.#follower = follower;
    const rangeBehavior = vscode.DecorationRangeBehavior.ClosedClosed;
    const create = (options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType =>
      this.#store.add(vscode.window.createTextEditorDecorationType({ rangeBehavior, ...options }));
    this.#backgrounds = tokenColorIds.map(id =>
      create({ backgroundColor: new vscode.ThemeColor(id), borderRadius: '2px' }),
    );
    this.#special = create({
      border: '1px solid',
      borderColor: new vscode.ThemeColor('tokenscope.specialToken'),
      borderRadius: '6px',
    });
    this.#labels = create({});

    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(() => this.#updateAll()));
    this.#store.add(vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => this.#update(textEditor)));
    this.#store.add(
      follower.onDidChangeTokens(document => {
        for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) this.#update(editor);
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, 'highlighting', 'tokenIds', 'maximumTokenIdsPerLine')) this.#updateAll();
      }),
    );
    this.#store.add(tints.onDidChange(() => this.#updateAll()));
    this.#store.add(
      steps.onDidChange(uri => {
        for (const editor of vscode.window.visibleTextEditors)
          if (editor.document.uri.toString() === uri) this.#update(editor);
      }),
    );
    this.#updateAll();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #updateAll(): void {
    for (const editor of vscode.window.visibleTextEditors) this.#update(editor);
  }

  #update(editor: vscode.TextEditor): void {
    this.#decorate(editor).catch(reportFailure);
  }

  async #decorate(editor: vscode.TextEditor): Promise<void> {
    // One tint at a time: what a panel shows in the text comes first.
    const uri = editor.document.uri.toString();
    const step = this.steps.of(uri);
    const highlighting = (readSetting('highlighting') || step !== undefined) && !this.tints.has(uri);
    const showIds = readSetting('tokenIds');
    if (!highlighting && !showIds) {
      this.#clear(editor);
      return;
    }
    // Old decorations move with the text until the new tokens are there: nothing flickers.
    const request = { ranges: visibleOffsets(editor), ...(step === undefined ? {} : { step }) };
    const runs = await this.#follower.follow(editor.document)?.ask('tokens', request);
    if (runs === undefined || !vscode.window.visibleTextEditors.includes(editor) || this.steps.of(uri) !== step) return;
    const segments = runs.flatMap(run => segmentsOf(run, this.#backgrounds.length, step !== undefined));
    const rangeOf = ({ start, end }: ShownSegment): vscode.Range =>
      new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(end));
    this.#backgrounds.forEach((type, color) => {
      const ofColor = highlighting ? segments.filter(segment => segment.color === color && !segment.special) : [];
      editor.setDecorations(type, ofColor.map(rangeOf));
    });
    editor.setDecorations(this.#special, highlighting ? segments.filter(({ special }) => special).map(rangeOf) : []);
    editor.setDecorations(this.#labels, labelDecorations(editor.document, segments, showIds));
  }

  #clear(editor: vscode.TextEditor): void {
    for (const type of [...this.#backgrounds, this.#special, this.#labels]) editor.setDecorations(type, []);
  }
}
