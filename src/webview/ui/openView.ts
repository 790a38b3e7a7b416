import type { Handlers, Methods, ParamsOf } from '../../rpc/method';
import { serve } from '../../rpc/server';
import { root } from './element';
import { FailureLine } from './failureLine';
import { HostClient } from './hostClient';
import { hostPort } from './hostPort';

/**
 * Starts the page of a panel: connects its view with the extension host, shows what fails, and asks for the first state.
 *
 * @param view makes the view, and answers what the host tells it
 */
export function openView<const H extends Methods, const V extends Methods>(
  hostMethods: H,
  viewMethods: V,
  view: (host: HostClient<H>) => Handlers<V>,
): void {
  const failures = new FailureLine();
  const host = new HostClient(hostPort, hostMethods, sentence => failures.show(sentence));
  // What an awaited call leaves to nobody.
  window.addEventListener('unhandledrejection', ({ reason }) => host.failed(reason));
  serve(hostPort, viewMethods, view(host));
  root().prepend(failures.element);
  host.tell('ready', {} as ParamsOf<H['ready']>);
}
