import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { legible } from '../base/foreignText';
import { markup } from '../base/foreignMarkdown';
import { markdownString } from '../host/messages';
import { affects, tokenizerOf } from '../host/settings';
import type { ActiveEditor } from '../host/vscodeEditors';
import type { OfferedTokenizer } from '../protocol/tokenizer';
import type { TokenizerClient } from '../worker/client';

const count = new Intl.NumberFormat('en-US');

/** A tokenizer, or below it a model that uses it. */
export type TokenizerNode = OfferedTokenizer | { readonly model: string };

/** The tokenizers that there are, the one of the active text marked, with the models that use each. */
export class TokenizersView implements vscode.TreeDataProvider<TokenizerNode>, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(
    private readonly client: TokenizerClient,
    private readonly active: ActiveEditor,
  ) {
    this.#store.add(active.onDidChange(() => this.#changed.fire()));
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, 'tokenizer')) this.#changed.fire();
      }),
    );
    const options = { treeDataProvider: this };
    const view = this.#store.add(vscode.window.createTreeView('tokenscope.tokenizers', options));
    // Tokenizers are made while the view is out of sight too.
    this.#store.add(view.onDidChangeVisibility(({ visible }) => visible && this.#changed.fire()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  async getChildren(node?: TokenizerNode): Promise<TokenizerNode[]> {
    if (node === undefined) return this.client.call('tokenizers', {});
    return 'model' in node ? [] : node.models.map(model => ({ model }));
  }

  getTreeItem(node: TokenizerNode): vscode.TreeItem {
    const { None, Collapsed } = vscode.TreeItemCollapsibleState;
    if ('model' in node) return new vscode.TreeItem(legible(node.model), None);
    const { name, vocabularySize, models, about } = node;
    const isCurrent = name === tokenizerOf(this.active.document);
    const item = new vscode.TreeItem(legible(name), models.length > 0 ? Collapsed : None);
    item.id = name;
    item.description = `${count.format(vocabularySize)} tokens`;
    item.iconPath = new vscode.ThemeIcon(isCurrent ? 'check' : 'symbol-string');
    item.contextValue = isCurrent ? 'current' : 'other';
    item.tooltip = markdownString(
      markup`**${name}**: ${count.format(vocabularySize)} tokens\n\n${about ?? models.join(', ')}`,
    );
    const state = isCurrent ? ', used for the active text' : '';
    item.accessibilityInformation = { label: `${legible(name)}, ${item.description}${state}` };
    return item;
  }
}
