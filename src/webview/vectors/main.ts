import { vectorsHostMethods, vectorsViewMethods } from '../../protocol/vectorsPanel';
import { savedState } from '../ui/hostPort';
import { openView } from '../ui/openView';
import { isTabName, VectorsView } from './view';

openView(vectorsHostMethods, vectorsViewMethods, host => {
  const kept = (savedState.get() as { readonly tab?: unknown } | undefined)?.tab;
  const view = new VectorsView(host, isTabName(kept) ? kept : 'vectors', tab => savedState.set({ tab }));
  return {
    update: snapshot => view.update(snapshot),
    cursor: ({ row }) => view.setCursor(row),
    pointed: ({ rows }) => view.setPointed(rows),
  };
});
