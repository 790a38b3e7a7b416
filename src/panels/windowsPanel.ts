import * as vscode from 'vscode';
import type { Disposable, DisposableStore } from '../base/disposable';
import { viewTypes, type CommandId } from '../contributions';
import type { DocumentFollower } from '../editor/documentFollower';
import type { FollowedDocument } from '../editor/followedDocument';
import { reportFailure } from '../editor/failures';
import { affects, readSetting, specialTokensOf, tokenizerOf, writeSetting } from '../editor/settings';
import { WindowMarks } from '../editor/windowMarks';
import type { LoaderPresetMessage } from '../protocol/tokenizer';
import {
  windowsHostMethods,
  windowsKept,
  windowsViewMethods,
  type TokenSpan,
  type WindowsDisplay,
  type WindowSettings,
  type WindowsKept,
} from '../protocol/windowsPanel';
import { RpcClient } from '../rpc/client';
import type { Port } from '../rpc/port';
import { serve } from '../rpc/server';
import { createPanel, fillPanel, restorePanels, revealRange, titleOf } from './panelHost';
import { PanelMemory } from './panelMemory';
import { webviewPort } from './webviewPort';

const defaultDisplay: WindowsDisplay = {
  cells: 'both',
  shifted: true,
  contextGrows: false,
  inEditor: 'none',
  coverage: true,
};

const takeCommands = {
  file: 'tokenscope.exportWindows',
  pytorch: 'tokenscope.copyAsPyTorch',
  ray: 'tokenscope.copyAsRayData',
} as const satisfies Record<string, CommandId>;

/** UTF-16 units of a token's text that are shown. */
const shownText = 40;

/** The settings that are a panel's parameters until they are changed there. */
const windowSettingIds = [
  'windows.maxLength',
  'windows.stride',
  'windows.batchSize',
  'windows.dropLast',
  'windows.shuffle',
  'windows.seed',
] as const;

/** The panels that show a document's training windows: one for each document. */
export class WindowsPanels {
  readonly #open = new Map<string, WindowsPanel>();
  readonly #memory: PanelMemory<WindowsKept>;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly follower: DocumentFollower,
    private readonly presets: () => Promise<LoaderPresetMessage[]>,
    storage: vscode.Memento,
  ) {
    this.#memory = new PanelMemory(storage, viewTypes.windows, windowsKept);
  }

  /** The parameters that a document's panel has, or would open with. */
  settingsFor(document: vscode.TextDocument): WindowSettings {
    return this.#memory.get(document.uri.toString())?.settings ?? defaultSettings(document);
  }

  show(document: vscode.TextDocument): void {
    const open = this.#open.get(document.uri.toString());
    if (open !== undefined) open.reveal();
    else this.#fill(createPanel(this.extensionUri, viewTypes.windows, `Windows: ${titleOf(document)}`), document);
  }

  /** Shows the panels again that were open when the window was reloaded. */
  restore(): vscode.Disposable {
    return restorePanels(viewTypes.windows, (panel, document) => {
      if (this.#open.has(document.uri.toString())) panel.dispose();
      else this.#fill(panel, document);
    });
  }

  /** Shows all windows in the editors of this document, or none; opens the panel if it is not. */
  toggleInEditor(document: vscode.TextDocument): void {
    const open = this.#open.get(document.uri.toString());
    if (open === undefined) this.show(document);
    (open ?? this.#open.get(document.uri.toString()))?.toggleInEditor(open === undefined);
  }

  #fill(panel: vscode.WebviewPanel, document: vscode.TextDocument): void {
    const store = fillPanel(panel, this.extensionUri, 'windows', document);
    const key = document.uri.toString();
    store.add({ dispose: () => this.#open.delete(key) });
    this.#open.set(key, new WindowsPanel(panel, document, store, this.follower, this.presets, this.#memory));
  }
}

class WindowsPanel {
  readonly #view: RpcClient<typeof windowsViewMethods>;
  readonly #marks: WindowMarks;
  #document: vscode.TextDocument;
  #kept: WindowsKept;
  #current: TokenSpan | undefined;
  #windowCount = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    document: vscode.TextDocument,
    private readonly store: DisposableStore,
    private readonly follower: DocumentFollower,
    private readonly presets: () => Promise<LoaderPresetMessage[]>,
    private readonly memory: PanelMemory<WindowsKept>,
  ) {
    this.#document = document;
    this.#kept = memory.get(document.uri.toString()) ?? {
      settings: defaultSettings(document),
      display: defaultDisplay,
    };
    this.#marks = store.add(new WindowMarks(follower, () => this.#document));
    const port = webviewPort(panel);
    this.#view = store.add(new RpcClient(port, windowsViewMethods));
    store.add(this.#serve(port));
    this.#listen();
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  toggleInEditor(isNew: boolean): void {
    const isShown = !isNew && this.#kept.display.inEditor !== 'none';
    const display = { ...this.#kept.display, inEditor: isShown ? ('none' as const) : ('all' as const) };
    this.#keep({ ...this.#kept, display });
    this.#update();
  }

  #serve(port: Port): Disposable {
    return serve(port, windowsHostMethods, {
      ready: () => {
        this.#update();
        void this.#sendCursor().catch(reportFailure);
      },
      presets: () => this.presets(),
      page: async ({ settings, firstRow, rowCount }) => {
        const page = await this.#tokens?.ask('windows', { options: settings, firstRow, rowCount });
        if (page?.problems.length === 0) this.#countWindows(settings.shuffle ? page.windowCount : page.rowCount);
        return page;
      },
      coverage: async ({ settings, bins }) => this.#tokens?.ask('coverage', { options: settings, bins }),
      holding: async ({ settings, token }) => this.#tokens?.ask('windowsOfToken', { options: settings, token }),
      rowOf: async ({ settings, window }) => this.#tokens?.ask('rowOfWindow', { options: settings, window }),
      keep: kept => this.#keep(kept),
      reveal: async at => {
        const range = await this.#marks.rangeOf(at);
        if (range === undefined) return;
        const document = this.#document;
        await revealRange(document, document.offsetAt(range.start), document.offsetAt(range.end));
      },
      point: ({ at }) => this.#marks.point(at),
      current: ({ window }) => {
        this.#current = window;
        this.#mark();
      },
      copy: async ({ text }) => vscode.env.clipboard.writeText(text),
      selectTokenizer: async () => {
        await vscode.commands.executeCommand('tokenscope.selectTokenizer' satisfies CommandId, this.#document.uri);
      },
      specialTokens: ({ policy }) => writeSetting('specialTokens', policy, this.#document),
      take: async ({ as, settings }) => {
        await vscode.commands.executeCommand(takeCommands[as], {
          uri: this.#document.uri.toString(),
          options: settings,
        });
      },
      reopen: async () => {
        const document = await vscode.workspace.openTextDocument(this.#document.uri);
        await vscode.window.showTextDocument(document, editorOf(document)?.viewColumn ?? vscode.ViewColumn.One);
      },
    });
  }

  get #tokens(): FollowedDocument | undefined {
    return this.follower.follow(this.#document);
  }

  #listen(): void {
    const { store } = this;
    store.add(
      this.follower.onDidChangeTokens(changed => {
        if (changed !== this.#document) return;
        this.#update();
        void this.#sendCursor().catch(reportFailure);
      }),
    );
    store.add(
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document === this.#document) void this.#sendCursor(textEditor).catch(reportFailure);
      }),
    );
    store.add(
      vscode.workspace.onDidCloseTextDocument(closed => {
        if (closed === this.#document) this.#update();
      }),
    );
    store.add(
      vscode.workspace.onDidOpenTextDocument(opened => {
        if (opened.uri.toString() !== this.#document.uri.toString()) return;
        this.#document = opened;
        this.#update();
      }),
    );
    store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (!affects(event, ...windowSettingIds)) return;
        this.#keep({ ...this.#kept, settings: { ...this.#kept.settings, ...settingsOf(this.#document) } });
        this.#update();
      }),
    );
  }

  #keep(kept: WindowsKept): void {
    this.#kept = kept;
    this.memory.set(this.#document.uri.toString(), kept).catch(reportFailure);
    this.#mark();
  }

  #update(): void {
    const document = this.#document;
    const isCurrent = this.#tokens?.isCurrent === true;
    this.#view
      .call('update', {
        status: document.isClosed ? 'closed' : isCurrent ? 'ready' : 'loading',
        title: titleOf(document),
        tokenizer: tokenizerOf(document),
        specialTokens: specialTokensOf(document),
        ...this.#kept,
      })
      .catch((error: unknown) => {
        if (!this.store.isDisposed) reportFailure(error);
      });
  }

  #countWindows(count: number): void {
    if (count === this.#windowCount) return;
    this.#windowCount = count;
    this.#mark();
  }

  #mark(): void {
    const { settings, display } = this.#kept;
    const geometry = { ...settings, windowCount: this.#windowCount };
    this.#marks.show({ mode: display.inEditor, current: this.#current, geometry, settings });
  }

  /** Tells the view which token the cursor is in. */
  async #sendCursor(editor = editorOf(this.#document)): Promise<void> {
    if (editor === undefined) return;
    const offset = this.#document.offsetAt(editor.selection.start);
    const segment = await this.#tokens?.ask('segment', { offset });
    if (this.store.isDisposed) return;
    const token = segment === undefined ? undefined : { index: segment.first, text: segment.text.slice(0, shownText) };
    await this.#view.call('cursor', { token }).catch(() => undefined);
  }
}

function editorOf(document: vscode.TextDocument): vscode.TextEditor | undefined {
  return vscode.window.visibleTextEditors.find(editor => editor.document === document);
}

function defaultSettings(document: vscode.TextDocument): WindowSettings {
  return { epoch: 1, ...settingsOf(document) };
}

/** The loader's parameters that are settings of the extension. */
function settingsOf(document: vscode.TextDocument): Omit<WindowSettings, 'epoch'> {
  return {
    maxLength: readSetting('windows.maxLength', document),
    stride: readSetting('windows.stride', document),
    batchSize: readSetting('windows.batchSize', document),
    dropLast: readSetting('windows.dropLast', document),
    shuffle: readSetting('windows.shuffle', document),
    seed: String(readSetting('windows.seed', document)),
  };
}
