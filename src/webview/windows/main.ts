import { object, optional } from '../../base/validator';
import { loaderOptions } from '../../protocol/tokenizer';
import { windowsHostMethods, windowsViewMethods, type WindowSettings } from '../../protocol/windowsPanel';
import { RpcClient } from '../../rpc/client';
import { serve } from '../../rpc/server';
import { hostPort, savedState } from '../ui/hostPort';
import { WindowsView } from './view';

const stateShape = object({ settings: optional(loaderOptions) });

function savedSettings(): WindowSettings | undefined {
  try {
    return stateShape(savedState.get(), 'state').settings;
  } catch {
    return undefined;
  }
}

const host = new RpcClient(hostPort, windowsHostMethods);
const view = new WindowsView(host, settings => savedState.set({ settings }));
serve(hostPort, windowsViewMethods, { update: state => view.update(state) });
void host.call('ready', { saved: savedSettings() });
