import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { escapeText } from './sentencePage';

/** What a page is made of. */
interface Page {
  /** The name of its script in dist/webview. */
  readonly name: string;
  readonly title: string;
  /** The document it is about: the page keeps it, so that the panel finds it again after a reload of the window. */
  readonly uri: string;
}

/**
 * The page of a panel: one style sheet and one script of the extension's own. The policy allows these two and nothing else: no
 * network, no inline code, no images. What is shown comes in messages and is put into the page as text.
 */
export function panelHtml(webview: vscode.Webview, extensionUri: vscode.Uri, { name, title, uri }: Page): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (path: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', path)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource} 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en" data-document="${encodeURIComponent(uri)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(title)}</title>
<link rel="stylesheet" href="${file('style.css')}">
</head>
<body><main id="root"></main><script nonce="${nonce}" src="${file(`${name}.js`)}"></script></body>
</html>`;
}
