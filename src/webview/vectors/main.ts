import { vectorsHostMethods, vectorsViewMethods } from '../../protocol/vectorsPanel';
import { RpcClient } from '../../rpc/client';
import { serve } from '../../rpc/server';
import { hostPort } from '../ui/hostPort';
import { VectorsView } from './view';

const host = new RpcClient(hostPort, vectorsHostMethods);
const view = new VectorsView(host);
serve(hostPort, vectorsViewMethods, { update: snapshot => view.update(snapshot) });
void host.call('ready', {});
