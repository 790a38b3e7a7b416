import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import { walkthrough, type walkthroughSteps } from '../contributions';
import { createPanel, retitled } from '../host/messages';
import { showText } from '../host/showText';
import { vscodeTexts } from '../host/vscodeTexts';
import { panelHtml } from './html';
import { sentenceHtml } from './sentencePage';
import type { PanelFrame, PanelFrames } from './panelShell';
import type { PanelTexts } from './panelSubject';
import { webviewPort } from './webviewPort';

/** VS Code's webview panels. */
export class VscodePanels implements PanelFrames {
  constructor(private readonly extensionUri: vscode.Uri) {}

  create: PanelFrames['create'] = (viewType, title) => this.#frame(createPanel(viewType, title, this.#options));

  onRestore(viewType: string, restore: (frame: PanelFrame, kept: unknown) => Promise<void>): Disposable {
    return vscode.window.registerWebviewPanelSerializer(viewType, {
      deserializeWebviewPanel: (panel, kept: unknown) => restore(this.#frame(panel), kept),
    });
  }

  get #options(): vscode.WebviewOptions & vscode.WebviewPanelOptions {
    return {
      enableScripts: true,
      retainContextWhenHidden: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview')],
    };
  }

  #frame(panel: vscode.WebviewPanel): PanelFrame {
    const { webview } = panel;
    return {
      port: webviewPort(panel),
      onDidDispose: listener => panel.onDidDispose(listener),
      setTitle: title => {
        retitled(panel, title);
      },
      load: (name, uri) => {
        webview.options = this.#options;
        webview.html = panelHtml(webview, this.extensionUri, { name, title: panel.title, uri });
      },
      say: sentence => {
        webview.html = sentenceHtml(sentence);
      },
      reveal: () => panel.reveal(undefined, true),
      dispose: () => {
        panel.dispose();
      },
    };
  }
}

/** VS Code's documents, as panels follow them. */
export const vscodePanelTexts: PanelTexts<vscode.TextDocument> = {
  onDidOpen: vscodeTexts.onDidOpen,
  onDidClose: vscodeTexts.onDidClose,
  onDidRename: listener =>
    vscode.workspace.onDidRenameFiles(({ files }) =>
      listener(files.map(({ oldUri, newUri }) => ({ from: oldUri.toString(), to: newUri.toString() }))),
    ),
  open: async uri => vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true)),
  show: (document, takesFocus) => showText(document.uri, { preserveFocus: !takesFocus }),
};

/** Opens the walkthrough at the step that a panel belongs to. */
export async function showWalkthrough(step: (typeof walkthroughSteps)[number]): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', { category: walkthrough, step }, false);
}
