import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import { viewTypes, type CommandId } from '../contributions';
import { corpusDefinition, type CorpusDefinition } from '../host/corpusDefinition';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import type { FocusedToken } from '../host/focusedToken';
import { say } from '../base/foreignText';
import { movedUri } from '../host/movedUri';
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
  type WindowsHostMethods,
  type WindowsState,
  type WindowsViewMethods,
  type WindowSettings,
  type WindowsKept,
} from '../protocol/windowsPanel';
import type { TokenizerClient } from '../worker/client';
import { CorpusWindows } from './corpusWindows';
import { corpusUri, isCorpusUri } from './corpusUri';
import { DocumentWindows } from './documentWindows';
import { definePanel, type PanelContent, type PanelView } from './definePanel';
import { PanelMemory } from './panelMemory';
import { PanelShell, type PanelFrames } from './panelShell';
import { PanelDocument } from './panelSubject';
import { showWalkthrough, vscodePanelTexts } from './vscodePanels';
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
  readonly #shell: PanelShell<WindowsSource, WindowsPanel>;
  readonly #memory: PanelMemory<WindowsKept>;
  readonly #definitions: PanelMemory<CorpusDefinition>;

  constructor(
    frames: PanelFrames,
    private readonly parts: Dependencies,
  ) {
    this.#memory = new PanelMemory(parts.storage, viewTypes.windows, windowsKept);
    this.#definitions = new PanelMemory(parts.storage, `${viewTypes.windows}.corpora`, corpusDefinition);
    const windows = definePanel({
      viewType: viewTypes.windows,
      script: 'windows',
      title: (source: WindowsSource) => say`Windows: ${source.title}`,
      hostMethods: windowsHostMethods,
      viewMethods: windowsViewMethods,
      subjectOf: uri => this.#sourceOf(uri),
      content: (source, view) => new WindowsPanel(source, view, parts.presets, this.#memory),
    });
    this.#shell = new PanelShell(frames, windows, reportFailure);
  }

  /** The parameters that a document's panel has, or would open with. */
  settingsFor(document: vscode.TextDocument): WindowSettings {
    return this.#memory.get(document.uri.toString())?.settings ?? defaultSettings(document.uri);
  }

  show(document: vscode.TextDocument): WindowsPanel {
    return this.#shell.show(document.uri.toString(), () => this.#ofDocument(document));
  }

  /** Opens several files as one corpus, or shows the panel that has it. */
  async showCorpus(definition: CorpusDefinition): Promise<void> {
    const uri = corpusUri(definition);
    if (this.#shell.get(uri) === undefined) await this.#definitions.set(uri, definition);
    this.#shell.show(uri, () => this.#ofCorpus(definition));
  }

  /** The corpus of an open panel. */
  corpus(uri: string): { readonly corpus: CorpusWindows; readonly settings: WindowSettings } | undefined {
    const open = this.#shell.get(uri);
    return open?.source instanceof CorpusWindows ? { corpus: open.source, settings: open.settings } : undefined;
  }

  /** Shows the panels again that were open when the window was reloaded. */
  restore(): Disposable {
    return this.#shell.restore();
  }

  /** What is kept for documents that are renamed or moved stays with them, whether they have a panel or not. */
  followMoves(): Disposable {
    return vscodePanelTexts.onDidRename(moves => {
      this.#memory.follow(uri => movedUri(uri, moves)).catch(reportFailure);
    });
  }

  /** Shows all windows in the editors of this document, or none; opens the panel if it is not. */
  toggleInEditor(document: vscode.TextDocument): void {
    const open = this.#shell.get(document.uri.toString());
    if (open === undefined) this.show(document).showInEditor('all');
    else open.toggleInEditor();
  }

  async #sourceOf(uri: string): Promise<WindowsSource> {
    if (!isCorpusUri(uri)) return this.#ofDocument(await vscodePanelTexts.open(uri));
    const definition = this.#definitions.get(uri);
    if (definition === undefined) throw new Error('its files are no longer known');
    return this.#ofCorpus(definition);
  }

  #ofDocument(document: vscode.TextDocument): DocumentWindows {
    const { follower, focused, tints } = this.parts;
    const subject = new PanelDocument(document, vscodePanelTexts, reportFailure);
    return new DocumentWindows(subject, follower, focused, tints);
  }

  #ofCorpus(definition: CorpusDefinition): CorpusWindows {
    const { corpora, active, focused, tints } = this.parts;
    return new CorpusWindows(
      definition,
      { corpora, active, focused, tints, onDidMove: vscodePanelTexts.onDidRename },
      moved => this.#definitions.set(corpusUri(moved), moved),
    );
  }
}

class WindowsPanel implements PanelContent<WindowsHostMethods, WindowsViewMethods> {
  readonly handlers: PanelContent<WindowsHostMethods, WindowsViewMethods>['handlers'];
  #kept: WindowsKept;
  #current: TokenSpan | undefined;
  #windowCount = 0;

  constructor(
    readonly source: WindowsSource,
    private readonly view: PanelView<WindowsViewMethods>,
    private readonly presets: () => Promise<LoaderPresetMessage[]>,
    private readonly memory: PanelMemory<WindowsKept>,
  ) {
    this.#kept = memory.get(source.uri) ?? {
      settings: this.#defaults(),
      display: source.corpus === undefined ? defaultDisplay : { ...defaultDisplay, inEditor: 'current' },
    };
    this.handlers = this.#answers();
    this.#listen();
  }

  get settings(): WindowSettings {
    return this.#kept.settings;
  }

  snapshot(): WindowsState {
    const { status, message, title, tokenizer, specialTokens, corpus } = this.source;
    return { status, message, title, tokenizer, specialTokens, corpus, ...this.#kept };
  }

  ready(): void {
    this.source.sendCursor().catch(reportFailure);
  }

  renamed(): void {
    this.#keep(this.#kept);
  }

  toggleInEditor(): void {
    this.showInEditor(this.#kept.display.inEditor === 'none' ? 'all' : 'none');
  }

  showInEditor(inEditor: WindowsDisplay['inEditor']): void {
    this.#keep({ ...this.#kept, display: { ...this.#kept.display, inEditor } });
    this.view.update();
  }

  #answers(): PanelContent<WindowsHostMethods, WindowsViewMethods>['handlers'] {
    const { source } = this;
    return {
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
    };
  }

  #listen(): void {
    const { source, view } = this;
    const { store } = view;
    store.add(
      source.onDidChange(() => {
        view.update();
        source.sendCursor().catch(reportFailure);
      }),
    );
    store.add(
      source.onDidMoveCursor(token => {
        view.tell('cursor', { token });
      }),
    );
    store.add(
      source.onDidPoint(tokens => {
        view.tell('pointed', { tokens });
      }),
    );
    store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (!affects(event, ...windowSettingIds)) return;
        this.#keep({ ...this.#kept, settings: { ...this.#kept.settings, ...settingsOf(this.#scope) } });
        view.update();
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
