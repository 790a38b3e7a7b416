import { isInteger, object, optional } from '../../base/validator';
import { windowsHostMethods, windowsViewMethods } from '../../protocol/windowsPanel';
import { RpcClient } from '../../rpc/client';
import { serve } from '../../rpc/server';
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

const host = new RpcClient(hostPort, windowsHostMethods);
const view = new WindowsView(host, savedRow(), row => savedState.set({ row }));
serve(hostPort, windowsViewMethods, {
  update: state => view.update(state),
  cursor: ({ token }) => view.setCursor(token),
});
void host.call('ready', {});
