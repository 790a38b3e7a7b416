import { windowsHostMethods, windowsViewMethods } from '../../protocol/windowsPanel';
import { RpcClient } from '../../rpc/client';
import { serve } from '../../rpc/server';
import { hostPort } from '../ui/hostPort';
import { WindowsView } from './view';

const host = new RpcClient(hostPort, windowsHostMethods);
const view = new WindowsView(host);
serve(hostPort, windowsViewMethods, {
  update: state => view.update(state),
  cursor: () => undefined,
});
void host.call('ready', {});
