import * as vscode from 'vscode';
import type { DisposableStore } from '../base/disposable';
import { viewTypes, type CommandId } from '../contributions';
import type { DocumentFollower } from '../editor/documentFollower';
import { reportFailure } from '../editor/failures';
import { affects, readSetting, tokenizerOf } from '../editor/settings';
import { windowsHostMethods, windowsViewMethods, type WindowSettings } from '../protocol/windowsPanel';
import { RpcClient } from '../rpc/client';
import { serve } from '../rpc/server';
import { createPanel, fillPanel, revealRange, titleOf } from './panelHost';
import { webviewPort } from './webviewPort';

/** The panels that show a document's training windows: one for each document. */
export class WindowsPanels {
  readonly #extensionUri: vscode.Uri;
  readonly #follower: DocumentFollower;
  readonly #open = new Map<vscode.TextDocument, vscode.WebviewPanel>();

  constructor(extensionUri: vscode.Uri, follower: DocumentFollower) {
    this.#extensionUri = extensionUri;
    this.#follower = follower;
  }

  show(document: vscode.TextDocument): void {
    const open = this.#open.get(document);
    if (open !== undefined) {
      open.reveal(undefined, true);
      return;
    }
    const title = `Windows: ${titleOf(document)}`;
    const panel = createPanel(this.#extensionUri, viewTypes.windows, title);
    this.#open.set(document, panel);
    const store = fillPanel(panel, this.#extensionUri, 'windows', title);
    store.add({ dispose: () => this.#open.delete(document) });
    this.#connect(panel, document, store);
  }

  #connect(panel: vscode.WebviewPanel, document: vscode.TextDocument, store: DisposableStore): void {
    const port = webviewPort(panel);
    const view = store.add(new RpcClient(port, windowsViewMethods));
    let settings = defaultSettings(document);
    const update = (): void => {
      view
        .call('update', { title: titleOf(document), tokenizer: tokenizerOf(document), settings })
        .catch((error: unknown) => {
          if (!store.isDisposed) reportFailure(error);
        });
    };
    store.add(
      serve(port, windowsHostMethods, {
        ready: ({ saved }) => {
          settings = saved ?? settings;
          update();
        },
        page: async ({ settings: chosen, firstRow, rowCount }) => {
          settings = chosen;
          return this.#follower.follow(document)?.ask('windows', { options: chosen, firstRow, rowCount });
        },
        reveal: ({ start, end }) => revealRange(document, start, end),
        selectTokenizer: async () => {
          await vscode.commands.executeCommand('tokenscope.selectTokenizer' satisfies CommandId, document.uri);
        },
      }),
    );
    store.add(
      this.#follower.onDidChangeTokens(changed => {
        if (changed === document) update();
      }),
    );
    store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (!affects(event, 'windows.maxLength', 'windows.stride', 'windows.batchSize', 'windows.dropLast')) return;
        settings = { ...settings, ...defaultSettings(document) };
        update();
      }),
    );
  }
}

function defaultSettings(document: vscode.TextDocument): WindowSettings {
  return {
    maxLength: readSetting('windows.maxLength', document),
    stride: readSetting('windows.stride', document),
    batchSize: readSetting('windows.batchSize', document),
    shuffle: false,
    seed: '123',
    epoch: 1,
    dropLast: readSetting('windows.dropLast', document),
  };
}
