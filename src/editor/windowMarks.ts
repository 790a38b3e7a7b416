import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import { mostWindowsHolding } from '../base/slidingWindows';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import type { TintedDocuments } from '../host/tintedDocuments';
import { textOfTokens, type TokenSpan } from '../host/tokenSpans';
import type { DocumentTints, ShownWindows, WindowGeometry } from '../host/windowTints';
import type { LoaderOptionsMessage } from '../protocol/tokenizer';
import { heatRuns } from './heatRuns';
import { tintLevel, tintLevels } from './tintLevel';
import { visibleOffsets } from './visibleRanges';
import { coveredBy, windowSegments } from './windowSegments';

/** How the current window and its last target are marked. Marks lie behind the text and never cut it. */
export const marks = {
  window: tint('tokenscope.window1', 1),
  target: {
    borderStyle: 'solid',
    borderWidth: '0 0 3px 0',
    borderColor: new vscode.ThemeColor('tokenscope.windowTarget'),
  },
} as const satisfies Record<string, vscode.DecorationRenderOptions>;

/**
 * What a windows panel shows in the editors of its document: the current window, or all of them. Borders and tints are seen together:
 * borders for where a window starts, tints for windows. Token colours rest meanwhile.
 */
export class WindowMarks implements DocumentTints {
  readonly #store = new DisposableStore();
  readonly #target: vscode.TextEditorDecorationType;
  readonly #start: vscode.TextEditorDecorationType;
  /** By parity, then by depth. */
  readonly #tints: readonly (readonly vscode.TextEditorDecorationType[])[];
  /** Tokens that are never an input, then by how often they are. */
  readonly #heat: readonly vscode.TextEditorDecorationType[];
  #shown: ShownWindows | undefined;
  #showing = 0;

  constructor(
    private readonly follower: DocumentFollower,
    private readonly document: () => vscode.TextDocument,
    private readonly tints: TintedDocuments,
  ) {
    const create = (
      look: vscode.DecorationRenderOptions,
      options: vscode.DecorationRenderOptions = {},
    ): vscode.TextEditorDecorationType =>
      this.#store.add(
        vscode.window.createTextEditorDecorationType({
          rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
          ...look,
          ...options,
        }),
      );
    const ruler = { overviewRulerLane: vscode.OverviewRulerLane.Center };
    this.#target = create(marks.target);
    this.#start = create({
      borderStyle: 'solid',
      borderWidth: '0 0 0 2px',
      borderColor: new vscode.ThemeColor('focusBorder'),
    });
    this.#tints = ['tokenscope.window1', 'tokenscope.window2'].map(id =>
      Array.from({ length: tintLevels }, (_, depth) =>
        create(
          tint(id, (depth + 1) / tintLevels),
          depth === tintLevels - 1 ? { ...ruler, overviewRulerColor: new vscode.ThemeColor(id) } : {},
        ),
      ),
    );
    this.#heat = [
      create(tint('tokenscope.uncovered', 1), {
        ...ruler,
        overviewRulerColor: new vscode.ThemeColor('tokenscope.uncovered'),
      }),
      ...Array.from({ length: tintLevels }, (_, i) => create(tint('tokenscope.heat', (i + 1) / tintLevels))),
    ];
    const refresh = (): void => this.#refresh();
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(refresh));
    this.#store.add(
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        const mode = this.#shown?.mode;
        if (textEditor.document === document() && (mode === 'all' || mode === 'coverage')) this.#refresh();
      }),
    );
    this.#store.add(
      follower.onDidChangeTokens(changed => {
        if (changed === document()) this.#refresh();
      }),
    );
  }

  show(shown: ShownWindows): void {
    this.#shown = shown;
    const isTinted = shown.mode === 'current' ? shown.current !== undefined : shown.mode !== 'none';
    this.tints.set(this, isTinted ? this.document().uri.toString() : undefined);
    this.#refresh();
  }

  /** Takes every mark away. */
  dispose(): void {
    this.tints.set(this, undefined);
    this.#store.dispose();
  }

  async #rangeOf(tokens: TokenSpan): Promise<vscode.Range | undefined> {
    const document = this.document();
    const span = await textOfTokens(this.follower.follow(document), tokens);
    return span && new vscode.Range(document.positionAt(span.start), document.positionAt(span.end));
  }

  #editors(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter(({ document }) => document === this.document());
  }

  #refresh(): void {
    const turn = ++this.#showing;
    const isOver = (): boolean => turn !== this.#showing || this.#store.isDisposed;
    if (this.#shown === undefined) return;
    const { mode, current, geometry, settings } = this.#shown;
    const inEach = (show: (editor: vscode.TextEditor) => Promise<void>): Promise<unknown> =>
      Promise.all(this.#editors().map(show));
    const done =
      mode === 'all'
        ? inEach(editor => this.#showAll(editor, geometry, isOver))
        : mode === 'coverage'
          ? inEach(editor => this.#showCoverage(editor, settings, isOver))
          : this.#showCurrent(mode === 'current' ? current : undefined, isOver);
    done.catch(reportFailure);
  }

  async #showCurrent(current: TokenSpan | undefined, isOver: () => boolean): Promise<void> {
    const input = current === undefined ? undefined : await this.#rangeOf(current);
    const target =
      current === undefined ? undefined : await this.#rangeOf({ first: current.last, last: current.last + 1 });
    if (isOver()) return;
    for (const editor of this.#editors()) {
      this.#clear(editor);
      if (input !== undefined) editor.setDecorations(this.#tints[0]!.at(-1)!, [input]);
      if (target !== undefined) editor.setDecorations(this.#target, [target]);
    }
  }

  async #showAll(editor: vscode.TextEditor, geometry: WindowGeometry, isOver: () => boolean): Promise<void> {
    const followed = this.follower.follow(editor.document);
    const runs = await followed?.ask('tokens', { ranges: visibleOffsets(editor) });
    // Old marks move with the text until the new ones are there.
    if (runs === undefined || isOver()) return;
    const ranges = this.#tints.map(depths => depths.map((): vscode.Range[] => []));
    const starts: vscode.Range[] = [];
    const most = mostWindowsHolding(geometry);
    const at = (offset: number): vscode.Position => editor.document.positionAt(offset);
    for (const { first, tokens } of runs) {
      for (const segment of windowSegments(first, first + tokens.ids.length, geometry)) {
        const depth = tintLevel(segment.depth, most) - 1;
        const covered = coveredBy(tokens, segment.first - first, segment.last - first);
        ranges[segment.parity]![depth]!.push(...covered.map(({ start, end }) => new vscode.Range(at(start), at(end))));
        const start = tokens.starts[segment.first - first]!;
        if (segment.starts) starts.push(new vscode.Range(at(start), at(start + 1)));
      }
    }
    this.#clear(editor);
    this.#tints.forEach((depths, parity) =>
      depths.forEach((type, depth) => editor.setDecorations(type, ranges[parity]![depth]!)),
    );
    editor.setDecorations(this.#start, starts);
  }

  /** How often each token that can be seen is an input. */
  async #showCoverage(editor: vscode.TextEditor, options: LoaderOptionsMessage, isOver: () => boolean): Promise<void> {
    const followed = this.follower.follow(editor.document);
    const ranges = this.#heat.map((): vscode.Range[] => []);
    const most = mostWindowsHolding(options);
    for (const visible of visibleOffsets(editor)) {
      const span = await followed?.ask('tokenRange', visible);
      const coverage = span === undefined ? undefined : await followed?.ask('coverageRange', { options, ...span });
      if (coverage === undefined || isOver()) return;
      for (const { level, start, end } of heatRuns(coverage, most)) {
        const { document } = editor;
        ranges[level]!.push(new vscode.Range(document.positionAt(start), document.positionAt(end)));
      }
    }
    if (isOver()) return;
    this.#clear(editor);
    this.#heat.forEach((type, level) => editor.setDecorations(type, ranges[level]!));
  }

  #clear(editor: vscode.TextEditor): void {
    for (const type of [this.#target, this.#start, ...this.#tints.flat(), ...this.#heat])
      editor.setDecorations(type, []);
  }
}

/** A background as strong as a share of a colour; contributed colours are CSS variables of the workbench. */
function tint(colorId: string, share: number): vscode.DecorationRenderOptions {
  const color = `color-mix(in srgb, var(--vscode-${colorId.replaceAll('.', '-')}) ${share * 100}%, transparent)`;
  return { backgroundColor: color, borderRadius: '2px' };
}
