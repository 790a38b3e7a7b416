import { mergesHostMethods, mergesViewMethods } from '../../protocol/mergesPanel';
import { savedState } from '../ui/hostPort';
import { openView } from '../ui/openView';
import { MergesView } from './view';

openView(mergesHostMethods, mergesViewMethods, host => {
  const kept = (savedState.get() as { readonly step?: unknown } | undefined)?.step;
  const view = new MergesView(host, typeof kept === 'number' && kept >= 0 ? kept : 0, step => savedState.set({ step }));
  return {
    update: snapshot => view.update(snapshot),
    forest: ({ forest }) => view.setForest(forest),
  };
});
