import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { FolderCounts } from '../host/folderCounts';
import { badgeOf, folderTree, type FolderNode } from '../host/folderTree';
import { affects, readSetting } from '../host/settings';

const count = new Intl.NumberFormat('en-US');

/** The tokens of what was counted, as badges of the explorer: two characters, and the exact count in the tooltip. */
export function registerFolderBadges(counts: FolderCounts): Disposable {
  const store = new DisposableStore();
  const changed = store.add(new vscode.EventEmitter<undefined>());
  let tokens = new Map<string, number>();
  const update = (): void => {
    tokens = new Map();
    const { shown } = counts;
    if (shown !== undefined && readSetting('explorerBadges')) {
      const add = ({ path, tokens: own, children = [] }: FolderNode): void => {
        if (path !== '') tokens.set(vscode.Uri.joinPath(shown.base, path).toString(), own);
        children.forEach(add);
      };
      add(folderTree(shown.files));
    }
    changed.fire(undefined);
  };
  store.add(counts.onDidChange(update));
  store.add(
    vscode.workspace.onDidChangeConfiguration(event => {
      if (affects(event, 'explorerBadges')) update();
    }),
  );
  store.add(
    vscode.window.registerFileDecorationProvider({
      onDidChangeFileDecorations: changed.event,
      provideFileDecoration: uri => {
        const own = tokens.get(uri.toString());
        return own === undefined ? undefined : new vscode.FileDecoration(badgeOf(own), `${count.format(own)} tokens`);
      },
    }),
  );
  return store;
}
