import { vectorsHostMethods, vectorsViewMethods } from '../../protocol/vectorsPanel';
import { RpcClient } from '../../rpc/client';
import { serve } from '../../rpc/server';
import { hostPort, savedState } from '../ui/hostPort';
import { isTabName, VectorsView } from './view';

const host = new RpcClient(hostPort, vectorsHostMethods);
const kept = (savedState.get() as { readonly tab?: unknown } | undefined)?.tab;
const view = new VectorsView(host, isTabName(kept) ? kept : 'vectors', tab => savedState.set({ tab }));
serve(hostPort, vectorsViewMethods, {
  update: snapshot => view.update(snapshot),
  cursor: ({ row }) => view.setCursor(row),
});
void host.call('ready', {});
