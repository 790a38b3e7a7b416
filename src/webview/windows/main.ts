import { isInteger, object, optional } from '../../base/validator';
import { windowsHostMethods, windowsViewMethods } from '../../protocol/windowsPanel';
import { serve } from '../../rpc/server';
import { root } from '../ui/element';
import { FailureLine } from '../ui/failureLine';
import { HostClient } from '../ui/hostClient';
import { hostPort, savedState } from '../ui/hostPort';
import { WindowsView } from './view';

const kept = object({ row: optional(isInteger(0)) });

function savedRow(): number {
  try {
    return kept(savedState.get(), 'state').row ?? 0;
  } catch {
    return 0;
  }
}

const failures = new FailureLine();
const host = new HostClient(hostPort, windowsHostMethods, sentence => failures.show(sentence));
// What an awaited call leaves to nobody.
window.addEventListener('unhandledrejection', ({ reason }) => host.failed(reason));
const view = new WindowsView(host, savedRow(), row => savedState.set({ row }));
serve(hostPort, windowsViewMethods, {
  update: state => view.update(state),
  cursor: ({ token }) => view.setCursor(token),
  pointed: ({ tokens }) => view.setPointed(tokens),
});
root().prepend(failures.element);
host.tell('ready', {});
