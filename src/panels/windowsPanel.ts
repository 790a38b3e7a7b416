import * as vscode from 'vscode';
import type { Disposable, DisposableStore } from '../base/disposable';
import { viewTypes, type CommandId } from '../contributions';
import { corpusDefinition, type CorpusDefinition } from '../host/corpusDefinition';
import type { DocumentFollower } from '../host/documentFollower';
import { titleOf } from '../host/documentTitle';
import { reportFailure } from '../host/failures';
import type { FocusedToken } from '../host/focusedToken';
import { say } from '../host/messages';
import { affects, readSetting } from '../host/settings';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { WindowTints } from '../host/windowTints';
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
import type { TokenizerClient } from '../worker/client';
import { CorpusWindows } from './corpusWindows';
import { corpusUri, isCorpusUri } from './corpusUri';
import { DocumentWindows } from './documentWindows';
import { createPanel, fillPanel, openDocument, restorePanels, showWalkthrough } from './panelHost';
import { PanelMemory } from './panelMemory';
import { webviewPort } from './webviewPort';
import type { WindowsSource } from './windowsSource';

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

/** The settings that are a panel's parameters until they are changed there. */
const windowSettingIds = [
  'windows.maxLength',
  'windows.stride',
  'windows.batchSize',
  'windows.dropLast',
  'windows.shuffle',
  'windows.seed',
] as const;

interface Dependencies {
  readonly follower: DocumentFollower;
  readonly active: ActiveEditor;
  /** The worker that holds corpora. */
  readonly corpora: TokenizerClient;
  readonly tints: WindowTints;
  readonly focused: FocusedToken;
  readonly presets: () => Promise<LoaderPresetMessage[]>;
  readonly storage: vscode.Memento;
}

/** The panels that show training windows: one for each document or corpus. */
export class WindowsPanels {
  readonly #open = new Map<string, WindowsPanel>();
  readonly #memory: PanelMemory<WindowsKept>;
  readonly #definitions: PanelMemory<CorpusDefinition>;

  constructor(
    private readonly extensionUri: vscode.Uri,
    private readonly parts: Dependencies,
  ) {
    this.#memory = new PanelMemory(parts.storage, viewTypes.windows, windowsKept);
    this.#definitions = new PanelMemory(parts.storage, `${viewTypes.windows}.corpora`, corpusDefinition);
  }

  /** The parameters that a document's panel has, or would open with. */
  settingsFor(document: vscode.TextDocument): WindowSettings {
    return this.#memory.get(document.uri.toString())?.settings ?? defaultSettings(document.uri);
  }

  show(document: vscode.TextDocument): void {
    const open = this.#open.get(document.uri.toString());
    if (open !== undefined) open.reveal();
    else this.#fill(this.#create(titleOf(document)), this.#ofDocument(document));
  }

  /** Opens several files as one corpus, or shows the panel that has it. */
  async showCorpus(definition: CorpusDefinition): Promise<void> {
    const uri = corpusUri(definition);
    const open = this.#open.get(uri);
    if (open !== undefined) {
      open.reveal();
      return;
    }
    await this.#definitions.set(uri, definition);
    this.#fill(this.#create(definition.title), this.#ofCorpus(uri, definition));
  }

  /** The corpus of an open panel. */
  corpus(uri: string): { readonly corpus: CorpusWindows; readonly settings: WindowSettings } | undefined {
    const open = this.#open.get(uri);
    return open?.source instanceof CorpusWindows ? { corpus: open.source, settings: open.settings } : undefined;
  }

  /** Shows the panels again that were open when the window was reloaded. */
  restore(): vscode.Disposable {
    return restorePanels(viewTypes.windows, async (panel, uri) => {
      const source = await this.#sourceOf(uri);
      if (!this.#open.has(source.uri)) {
        this.#fill(panel, source);
        return;
      }
      source.dispose();
      panel.dispose();
    });
  }

  /** Shows all windows in the editors of this document, or none; opens the panel if it is not. */
  toggleInEditor(document: vscode.TextDocument): void {
    const open = this.#open.get(document.uri.toString());
    if (open === undefined) this.show(document);
    (open ?? this.#open.get(document.uri.toString()))?.toggleInEditor(open === undefined);
  }

  async #sourceOf(uri: string): Promise<WindowsSource> {
    if (!isCorpusUri(uri)) return this.#ofDocument(await openDocument(uri));
    const definition = this.#definitions.get(uri);
    if (definition === undefined) throw new Error('its files are no longer known');
    return this.#ofCorpus(uri, definition);
  }

  #ofDocument(document: vscode.TextDocument): DocumentWindows {
    const { follower, focused, tints } = this.parts;
    return new DocumentWindows(document, follower, focused, tints);
  }

  #ofCorpus(uri: string, definition: CorpusDefinition): CorpusWindows {
    const { corpora, active, focused, tints } = this.parts;
    return new CorpusWindows(uri, definition, corpora, active, focused, tints);
  }

  #create(title: string): vscode.WebviewPanel {
    return createPanel(this.extensionUri, viewTypes.windows, say`Windows: ${title}`);
  }

  #fill(panel: vscode.WebviewPanel, source: WindowsSource): void {
    const { uri } = source;
    const store = fillPanel(panel, this.extensionUri, 'windows', uri);
    store.add({ dispose: () => this.#open.delete(uri) });
    this.#open.set(uri, new WindowsPanel(panel, source, store, this.parts.presets, this.#memory));
  }
}

class WindowsPanel {
  readonly #view: RpcClient<typeof windowsViewMethods>;
  #kept: WindowsKept;
  #current: TokenSpan | undefined;
  #windowCount = 0;

  constructor(
    private readonly panel: vscode.WebviewPanel,
    readonly source: WindowsSource,
    private readonly store: DisposableStore,
    private readonly presets: () => Promise<LoaderPresetMessage[]>,
    private readonly memory: PanelMemory<WindowsKept>,
  ) {
    store.add(source);
    this.#kept = memory.get(source.uri) ?? {
      settings: this.#defaults(),
      display: source.corpus === undefined ? defaultDisplay : { ...defaultDisplay, inEditor: 'current' },
    };
    const port = webviewPort(panel);
    this.#view = store.add(new RpcClient(port, windowsViewMethods));
    store.add(this.#serve(port));
    this.#listen();
  }

  get settings(): WindowSettings {
    return this.#kept.settings;
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
    const { source } = this;
    return serve(port, windowsHostMethods, {
      ready: () => {
        this.#update();
        source.sendCursor().catch(reportFailure);
      },
      presets: () => this.presets(),
      page: async ({ settings, firstRow, rowCount }) => {
        const page = await source.ask('windows', { options: settings, firstRow, rowCount });
        if (page?.problems.length === 0) this.#countWindows(settings.shuffle ? page.windowCount : page.rowCount);
        return page;
      },
      coverage: ({ settings, bins }) => source.ask('coverage', { options: settings, bins }),
      holding: ({ settings, token }) => source.ask('windowsOfToken', { options: settings, token }),
      rowOf: ({ settings, window }) => source.ask('rowOfWindow', { options: settings, window }),
      keep: kept => this.#keep(kept),
      reveal: at => source.reveal(at),
      point: ({ at }) => source.point(at),
      current: ({ window }) => {
        this.#current = window;
        this.#mark();
      },
      copy: async ({ text }) => vscode.env.clipboard.writeText(text),
      selectTokenizer: async () => {
        await vscode.commands.executeCommand('tokenscope.selectTokenizer' satisfies CommandId);
      },
      specialTokens: ({ policy }) => source.setSpecialTokens(policy),
      take: async ({ as, settings }) => {
        await vscode.commands.executeCommand(takeCommands[as], { uri: source.uri, options: settings });
      },
      walkthrough: () => showWalkthrough(source.corpus === undefined ? 'windows' : 'corpus'),
      reopen: () => source.reopen(),
    });
  }

  #listen(): void {
    const { store, source } = this;
    store.add(
      source.onDidChange(() => {
        this.#update();
        source.sendCursor().catch(reportFailure);
      }),
    );
    store.add(
      source.onDidMoveCursor(token => {
        void this.#view.call('cursor', { token }).catch(() => undefined);
      }),
    );
    store.add(
      source.onDidPoint(tokens => {
        void this.#view.call('pointed', { tokens }).catch(() => undefined);
      }),
    );
    store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (!affects(event, ...windowSettingIds)) return;
        this.#keep({ ...this.#kept, settings: { ...this.#kept.settings, ...settingsOf(this.#scope) } });
        this.#update();
      }),
    );
  }

  /** Files are cut apart until somebody asks for windows that cross them. */
  #defaults(): WindowSettings {
    const defaults = defaultSettings(this.#scope);
    return this.source.corpus === undefined ? defaults : { ...defaults, crossFiles: false };
  }

  get #scope(): vscode.Uri | undefined {
    return this.source.corpus === undefined ? vscode.Uri.parse(this.source.uri, true) : undefined;
  }

  #keep(kept: WindowsKept): void {
    this.#kept = kept;
    this.memory.set(this.source.uri, kept).catch(reportFailure);
    this.#mark();
  }

  #update(): void {
    const { status, message, title, tokenizer, specialTokens, corpus } = this.source;
    this.#view
      .call('update', { status, message, title, tokenizer, specialTokens, corpus, ...this.#kept })
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
    this.source.mark({ mode: display.inEditor, current: this.#current, geometry, settings });
  }
}

function defaultSettings(scope: vscode.Uri | undefined): WindowSettings {
  return { epoch: 1, ...settingsOf(scope) };
}

/** The loader's parameters that are settings of the extension; a change of these leaves the others as they are. */
function settingsOf(scope: vscode.Uri | undefined): Omit<WindowSettings, 'epoch' | 'crossFiles'> {
  return {
    maxLength: readSetting('windows.maxLength', scope),
    stride: readSetting('windows.stride', scope),
    batchSize: readSetting('windows.batchSize', scope),
    dropLast: readSetting('windows.dropLast', scope),
    shuffle: readSetting('windows.shuffle', scope),
    seed: String(readSetting('windows.seed', scope)),
  };
}
