import * as vscode from 'vscode';
import { DisposableStore } from '../base/disposable';
import { panelHtml } from './html';

/** What a panel needs to know to draw itself again after a reload of the window. */
export interface PanelState {
  readonly uri?: string;
}

export function createPanel(extensionUri: vscode.Uri, viewType: string, title: string): vscode.WebviewPanel {
  return vscode.window.createWebviewPanel(
    viewType,
    title,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    webviewOptions(extensionUri),
  );
}

function webviewOptions(extensionUri: vscode.Uri): vscode.WebviewOptions & vscode.WebviewPanelOptions {
  return {
    enableScripts: true,
    retainContextWhenHidden: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')],
  };
}

/** Fills a panel with its page; what is added to the returned store ends with the panel. */
export function fillPanel(
  panel: vscode.WebviewPanel,
  extensionUri: vscode.Uri,
  name: string,
  title: string,
): DisposableStore {
  const store = new DisposableStore();
  panel.onDidDispose(() => store.dispose());
  panel.webview.options = webviewOptions(extensionUri);
  panel.webview.html = panelHtml(panel.webview, extensionUri, name, title);
  return store;
}

/** Selects a range of the document in an editor that shows it, without taking the focus from the panel. */
export async function revealRange(document: vscode.TextDocument, start: number, end: number): Promise<void> {
  const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
  const shown = vscode.window.visibleTextEditors.find(editor => editor.document === document);
  await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selection,
    preserveFocus: true,
  });
}

export function titleOf(document: vscode.TextDocument): string {
  const path = document.uri.path;
  return path.slice(path.lastIndexOf('/') + 1) || document.uri.toString();
}
