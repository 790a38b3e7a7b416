import * as vscode from 'vscode';
import { errorText } from '../base/foreignText';
import { DisposableStore } from '../base/disposable';
import { isString, object } from '../base/validator';
import { walkthrough, type walkthroughSteps } from '../contributions';
import { createPanel as create, type Message } from '../host/messages';
import { panelHtml, sentenceHtml } from './html';

/** What the page of a panel keeps, to be drawn again after a reload of the window. */
const panelState = object({ uri: isString });

export function createPanel(extensionUri: vscode.Uri, viewType: string, title: Message): vscode.WebviewPanel {
  return create(viewType, title, webviewOptions(extensionUri));
}

function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions & vscode.WebviewPanelOptions {
  return {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
  };
}

/** Fills a panel with its page, which keeps the `uri` of what it is about; what is added to the returned store ends with the panel. */
export function fillPanel(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  name: string,
  uri: string,
): DisposableStore {
  const store = new DisposableStore();
  panel.onDidDispose(() => store.dispose());
  panel.webview.options = webviewOptions(extensionUri);
  panel.webview.html = panelHtml(panel.webview, extensionUri, {
    name,
    title: panel.title,
    uri,
  });
  return store;
}

/** Gives the panels of this type back what they are about when VS Code shows them again after a reload or a restart. */
export function restorePanels(
  viewType: string,
  show: (panel: vscode.WebviewPanel, uri: string) => Promise<void>,
): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(viewType, {
    async deserializeWebviewPanel(panel, kept: unknown) {
      const uri = uriOf(kept);
      if (uri === undefined) {
        panel.webview.html = sentenceHtml(
          'This panel has lost its document. Close it, and open it again from the text.',
        );
        return;
      }
      try {
        await show(panel, uri);
      } catch (error) {
        const reason = errorText(error);
        panel.webview.html = sentenceHtml(`What this panel showed cannot be opened: ${reason}. Close the panel.`);
      }
    },
  });
}

/** The document that a page kept; nothing if VS Code was ended before it could keep anything. */
function uriOf(kept: unknown): string | undefined {
  try {
    return panelState(kept, 'state').uri;
  } catch {
    return undefined;
  }
}

export async function openDocument(uri: string): Promise<vscode.TextDocument> {
  return vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
}

/** Opens the walkthrough at the step that a panel belongs to. */
export async function showWalkthrough(step: (typeof walkthroughSteps)[number]): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', { category: walkthrough, step }, false);
}
