import { compareHostMethods, compareViewMethods } from '../../protocol/comparePanel';
import { openView } from '../ui/openView';
import { CompareView } from './view';

openView(compareHostMethods, compareViewMethods, host => {
  const view = new CompareView(host);
  return { update: snapshot => view.update(snapshot) };
});
