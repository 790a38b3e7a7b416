import { toDisposable } from '../../base/disposable';
import type { Port } from '../../rpc/port';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

/** The extension host, seen from a webview. It never closes first: when it ends, so does the page. */
export const hostPort: Port = {
  post: message => api.postMessage(message),
  onMessage: listener => {
    const receive = (event: MessageEvent): void => listener(event.data);
    window.addEventListener('message', receive);
    return toDisposable(() => window.removeEventListener('message', receive));
  },
  onClose: () => toDisposable(() => undefined),
};

/** The document that the page is about; the host wrote it there. */
const uri = decodeURIComponent(document.documentElement.dataset['document'] ?? '');

/** What the page is drawn from again after it was hidden or the window reloaded. The host finds the document by its `uri`. */
export const savedState = {
  get: (): unknown => api.getState(),
  set: (state: Readonly<Record<string, unknown>>): void => api.setState({ ...state, uri }),
};
savedState.set((api.getState() ?? {}) as Record<string, unknown>);
