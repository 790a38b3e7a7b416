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

export const savedState = {
  get: (): unknown => api.getState(),
  set: (state: unknown): void => api.setState(state),
};
