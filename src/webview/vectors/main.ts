import { vectorsHostMethods, vectorsViewMethods } from '../../protocol/vectorsPanel';
import { serve } from '../../rpc/server';
import { root } from '../ui/element';
import { FailureLine } from '../ui/failureLine';
import { HostClient } from '../ui/hostClient';
import { hostPort, savedState } from '../ui/hostPort';
import { isTabName, VectorsView } from './view';

const failures = new FailureLine();
const host = new HostClient(hostPort, vectorsHostMethods, sentence => failures.show(sentence));
// What an awaited call leaves to nobody.
window.addEventListener('unhandledrejection', ({ reason }) => host.failed(reason));
const kept = (savedState.get() as { readonly tab?: unknown } | undefined)?.tab;
const view = new VectorsView(host, isTabName(kept) ? kept : 'vectors', tab => savedState.set({ tab }));
serve(hostPort, vectorsViewMethods, {
  update: snapshot => view.update(snapshot),
  cursor: ({ row }) => view.setCursor(row),
  pointed: ({ rows }) => view.setPointed(rows),
});
root().prepend(failures.element);
host.tell('ready', {});
