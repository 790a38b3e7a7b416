import { isInteger, object, optional } from '../../base/validator';
import { windowsHostMethods, windowsViewMethods } from '../../protocol/windowsPanel';
import { savedState } from '../ui/hostPort';
import { openView } from '../ui/openView';
import { WindowsView } from './view';

const kept = object({ row: optional(isInteger(0)) });

function savedRow(): number {
  try {
    return kept(savedState.get(), 'state').row ?? 0;
  } catch {
    return 0;
  }
}

openView(windowsHostMethods, windowsViewMethods, host => {
  const view = new WindowsView(host, savedRow(), row => savedState.set({ row }));
  return {
    update: state => view.update(state),
    cursor: ({ token }) => view.setCursor(token),
    pointed: ({ tokens }) => view.setPointed(tokens),
  };
});
