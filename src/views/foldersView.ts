import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { legible } from '../base/foreignText';
import { specialTokensOf } from '../host/settings';
import type { FolderCounts } from '../host/folderCounts';
import { folderTree, symbolTokens, type FolderNode, type SymbolNode } from '../host/folderTree';
import type { TokenizerClient } from '../worker/client';

interface SymbolItem {
  readonly symbol: SymbolNode;
  readonly document: vscode.TextDocument;
  readonly whole: number;
}
interface SkippedItem {
  readonly skipped: string;
  readonly reason?: string;
}
type FolderItem = FolderNode | SymbolItem | SkippedItem;

const count = new Intl.NumberFormat('en-US');
const share = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 });
/** UTF-16 units of a file whose symbols are counted. */
const longestText = 4_000_000;

/** The tokens of the files that were counted, as a tree of their folders, the largest first, down to classes and functions. */
export class FoldersView implements vscode.TreeDataProvider<FolderItem>, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;
  #root: FolderNode | undefined;

  constructor(
    private readonly counts: FolderCounts,
    private readonly client: TokenizerClient,
  ) {
    const options = { treeDataProvider: this, showCollapseAll: true };
    const view = this.#store.add(vscode.window.createTreeView<FolderItem>('tokenscope.folders', options));
    this.#store.add(
      counts.onDidChange(() => {
        const { shown, filter } = counts;
        this.#root = shown === undefined ? undefined : folderTree(shown.files, filter);
        view.description = this.#root === undefined ? '' : this.#summary(this.#root);
        this.#changed.fire();
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  async getChildren(item?: FolderItem): Promise<FolderItem[]> {
    const { shown } = this.counts;
    if (shown === undefined || this.#root === undefined) return [];
    if (item === undefined) {
      const skipped = count.format(shown.skippedCount);
      const children: FolderItem[] = [...(this.#root.children ?? [])];
      return shown.skippedCount === 0 ? children : [...children, { skipped: `${skipped} not counted` }];
    }
    if ('skipped' in item)
      return item.reason === undefined ? shown.skipped.map(({ name, reason }) => ({ skipped: name, reason })) : [];
    if ('symbol' in item) return item.symbol.children.map(symbol => ({ ...item, symbol }));
    return item.children === undefined ? this.#symbolsOf(item) : [...item.children];
  }

  getTreeItem(item: FolderItem): vscode.TreeItem {
    if ('skipped' in item) return skippedItem(item);
    if ('symbol' in item) return symbolItem(item);
    const { name, path, tokens, bytes, files, children } = item;
    const made = new vscode.TreeItem(legible(name), vscode.TreeItemCollapsibleState.Collapsed);
    const whole = this.#root?.tokens ?? 0;
    made.id = path;
    made.description = `${count.format(tokens)} · ${share.format(whole === 0 ? 0 : tokens / whole)}`;
    made.resourceUri = vscode.Uri.joinPath(this.counts.shown!.base, path);
    made.iconPath = children === undefined ? vscode.ThemeIcon.File : vscode.ThemeIcon.Folder;
    const of = children === undefined ? '' : ` in ${count.format(files)} files`;
    made.tooltip = `${legible(path)}: ${count.format(tokens)} tokens${of}, ${count.format(bytes)} bytes`;
    made.accessibilityInformation = { label: made.tooltip };
    if (children === undefined) made.command = { title: 'Open', command: 'vscode.open', arguments: [made.resourceUri] };
    return made;
  }

  #summary({ tokens, files }: FolderNode): string {
    const { shown, filter } = this.counts;
    const only = filter === '' ? '' : ` with "${legible(filter, 40)}"`;
    return `${count.format(tokens)} tokens of ${legible(shown?.tokenizer ?? '')}, ${count.format(files)} files${only}`;
  }

  /** A file's classes and functions, as its language's extension finds them, with the tokens of each. */
  async #symbolsOf({ path }: FolderNode): Promise<FolderItem[]> {
    const { base, tokenizer } = this.counts.shown!;
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(base, path));
    const text = document.getText();
    if (text.length > longestText) return [];
    const found = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      'vscode.executeDocumentSymbolProvider',
      document.uri,
    );
    const rangesOf = (symbols: readonly vscode.DocumentSymbol[]): Parameters<typeof symbolTokens>[0] =>
      symbols.map(({ name, range, children }) => ({
        name,
        start: document.offsetAt(range.start),
        end: document.offsetAt(range.end),
        children: rangesOf(children),
      }));
    // Providers of the older kind tell no children.
    const ranges = rangesOf((found ?? []).filter(symbol => 'children' in symbol));
    if (ranges.length === 0) return [];
    const specialTokens = specialTokensOf(document) === 'text' ? 'text' : 'encode';
    const { starts } = await this.client.call('encode', { text, tokenizer, specialTokens });
    return symbolTokens(ranges, starts).map(symbol => ({ symbol, document, whole: starts.length }));
  }
}

function skippedItem({ skipped, reason }: SkippedItem): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const made = new vscode.TreeItem(legible(skipped), reason === undefined ? Collapsed : None);
  made.iconPath = new vscode.ThemeIcon('circle-slash');
  if (reason !== undefined) made.description = legible(reason);
  return made;
}

function symbolItem({ symbol, document, whole }: SymbolItem): vscode.TreeItem {
  const { None, Collapsed } = vscode.TreeItemCollapsibleState;
  const made = new vscode.TreeItem(legible(symbol.name), symbol.children.length > 0 ? Collapsed : None);
  made.description = `${count.format(symbol.tokens)} · ${share.format(whole === 0 ? 0 : symbol.tokens / whole)} of the file`;
  made.iconPath = new vscode.ThemeIcon('symbol-method');
  const selection = new vscode.Range(document.positionAt(symbol.start), document.positionAt(symbol.end));
  made.command = { title: 'Open', command: 'vscode.open', arguments: [document.uri, { selection }] };
  return made;
}
