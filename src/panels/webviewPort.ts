import type * as vscode from 'vscode';
import { DisconnectedError } from '../rpc/errors';
import type { Port } from '../rpc/port';

/** A webview panel as a {@link Port}; it closes when the panel does. */
export function webviewPort(panel: vscode.WebviewPanel): Port {
  let closed = false;
  panel.onDidDispose(() => (closed = true));
  return {
    post: message => {
      if (!closed) void panel.webview.postMessage(message);
    },
    onMessage: listener => panel.webview.onDidReceiveMessage(listener),
    onClose: listener => panel.onDidDispose(() => listener(new DisconnectedError('The panel was closed'))),
  };
}
