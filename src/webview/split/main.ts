import { splitHostMethods, splitViewMethods } from '../../protocol/splitPanel';
import { openView } from '../ui/openView';
import { SplitView } from './view';

openView(splitHostMethods, splitViewMethods, host => {
  const view = new SplitView(host);
  return { update: snapshot => view.update(snapshot) };
});
