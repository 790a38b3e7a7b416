import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { DocumentFollower } from './documentFollower';
import { reportFailure } from './failures';
import { visibleOffsets } from './visibleRanges';
import { windowSegments, type WindowGeometry } from './windowSegments';

interface TokenSpan {
  readonly first: number;
  readonly last: number;
}

/** Which windows are shown in the text. */
export interface ShownWindows {
  readonly mode: 'none' | 'current' | 'all';
  /** The input of the window that is looked at; its last target is the token `last`. */
  readonly current: TokenSpan | undefined;
  readonly geometry: WindowGeometry;
}

/** From how many windows on a tint grows no stronger. */
const strongestDepth = 4;

/**
 * What a windows panel shows in the editors of its document: the token that is pointed at, and the current window or all. Each kind
 * of mark has a CSS property of its own, so that they are seen together, over token colours too: outlines for the pointer, shadows
 * for windows, images for where one starts.
 */
export class WindowMarks implements Disposable {
  readonly #store = new DisposableStore();
  readonly #pointed: vscode.TextEditorDecorationType;
  readonly #target: vscode.TextEditorDecorationType;
  readonly #start: vscode.TextEditorDecorationType;
  /** By parity, then by depth. */
  readonly #tints: readonly (readonly vscode.TextEditorDecorationType[])[];
  #shown: ShownWindows = {
    mode: 'none',
    current: undefined,
    geometry: { maxLength: 1, stride: 1, windowCount: 0 },
  };
  #pointing = 0;
  #showing = 0;

  constructor(
    private readonly follower: DocumentFollower,
    private readonly document: () => vscode.TextDocument,
  ) {
    const create = (css: string, options: vscode.DecorationRenderOptions = {}): vscode.TextEditorDecorationType =>
      this.#store.add(
        vscode.window.createTextEditorDecorationType({
          rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
          textDecoration: `none; ${css}`,
          ...options,
        }),
      );
    const ruler = { overviewRulerLane: vscode.OverviewRulerLane.Center };
    this.#pointed = create('outline: 2px solid var(--vscode-focusBorder); outline-offset: -1px; border-radius: 2px');
    this.#target = create('box-shadow: inset 0 -3px var(--vscode-tokenscope-windowTarget)');
    this.#start = create('background-image: linear-gradient(to right, var(--vscode-focusBorder) 2px, transparent 2px)');
    this.#tints = ['tokenscope.window1', 'tokenscope.window2'].map(id =>
      Array.from({ length: strongestDepth }, (_, depth) =>
        create(
          tint(id, (depth + 1) / strongestDepth),
          depth === strongestDepth - 1 ? { ...ruler, overviewRulerColor: new vscode.ThemeColor(id) } : {},
        ),
      ),
    );
    const refresh = (): void => this.#refresh();
    this.#store.add(vscode.window.onDidChangeVisibleTextEditors(refresh));
    this.#store.add(
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor }) => {
        if (textEditor.document === document() && this.#shown.mode === 'all') this.#refresh();
      }),
    );
    this.#store.add(
      follower.onDidChangeTokens(changed => {
        if (changed === document()) this.#refresh();
      }),
    );
  }

  /** Marks tokens without moving the editor; nothing ends the mark. */
  async point(at: TokenSpan | undefined): Promise<void> {
    const turn = ++this.#pointing;
    const range = at === undefined ? undefined : await this.rangeOf(at);
    if (turn !== this.#pointing || this.#store.isDisposed) return;
    for (const editor of this.#editors()) editor.setDecorations(this.#pointed, range === undefined ? [] : [range]);
  }

  show(shown: ShownWindows): void {
    this.#shown = shown;
    this.#refresh();
  }

  /** The text of these tokens; nothing if the document has changed in the meantime. */
  async rangeOf({ first, last }: TokenSpan): Promise<vscode.Range | undefined> {
    const document = this.document();
    const followed = this.follower.follow(document);
    // The ends are enough: a window may be thousands of tokens long.
    const [head, tail] = await Promise.all([
      followed?.ask('ids', { first, last: first + 1 }),
      followed?.ask('ids', { first: Math.max(first, last - 1), last }),
    ]);
    const start = head?.starts[0];
    const end = tail?.ends[0];
    if (start === undefined || end === undefined) return undefined;
    return new vscode.Range(document.positionAt(start), document.positionAt(end));
  }

  /** Takes every mark away. */
  dispose(): void {
    this.#store.dispose();
  }

  #editors(): vscode.TextEditor[] {
    return vscode.window.visibleTextEditors.filter(({ document }) => document === this.document());
  }

  #refresh(): void {
    const turn = ++this.#showing;
    const isOver = (): boolean => turn !== this.#showing || this.#store.isDisposed;
    const { mode, current, geometry } = this.#shown;
    const done =
      mode === 'all'
        ? Promise.all(this.#editors().map(editor => this.#showAll(editor, geometry, isOver)))
        : this.#showCurrent(mode === 'current' ? current : undefined, isOver);
    done.catch(reportFailure);
  }

  async #showCurrent(current: TokenSpan | undefined, isOver: () => boolean): Promise<void> {
    const input = current === undefined ? undefined : await this.rangeOf(current);
    const target =
      current === undefined ? undefined : await this.rangeOf({ first: current.last, last: current.last + 1 });
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
    const at = (offset: number): vscode.Position => editor.document.positionAt(offset);
    for (const { first, tokens } of runs) {
      for (const segment of windowSegments(first, first + tokens.ids.length, geometry)) {
        const start = tokens.starts[segment.first - first]!;
        const end = tokens.ends[segment.last - 1 - first]!;
        const depth = Math.min(segment.depth, strongestDepth) - 1;
        ranges[segment.parity]![depth]!.push(new vscode.Range(at(start), at(end)));
        if (segment.starts) starts.push(new vscode.Range(at(start), at(start + 1)));
      }
    }
    this.#clear(editor);
    this.#tints.forEach((depths, parity) =>
      depths.forEach((type, depth) => editor.setDecorations(type, ranges[parity]![depth]!)),
    );
    editor.setDecorations(this.#start, starts);
  }

  #clear(editor: vscode.TextEditor): void {
    for (const type of [this.#target, this.#start, ...this.#tints.flat()]) editor.setDecorations(type, []);
  }
}

/** A tint over whatever background the text has; contributed colours are CSS variables of the workbench. */
function tint(colorId: string, share: number): string {
  const color = `color-mix(in srgb, var(--vscode-${colorId.replaceAll('.', '-')}) ${share * 100}%, transparent)`;
  return `box-shadow: inset 0 0 0 100vmax ${color}; border-radius: 2px`;
}
