import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { markup } from '../base/foreignMarkdown';
import { legible } from '../base/foreignText';
import { limitSentence, tokensOf } from '../host/agentDocument';
import type { AgentReadings } from '../host/agentReadings';
import { markdownString } from '../host/messages';
import type { AgentPartMessage, AgentReading } from '../protocol/agents';

interface Group {
  readonly loaded: AgentPartMessage['loaded'];
  readonly reading: AgentReading;
}
type AgentNode = Group | AgentPartMessage;

/** The files of what an agent reads, always loaded apart from on demand, with the tokens of each. */
export class AgentFilesView implements vscode.TreeDataProvider<AgentNode>, Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new vscode.EventEmitter<void>());
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(private readonly readings: AgentReadings) {
    const options = { treeDataProvider: this };
    const view = this.#store.add(vscode.window.createTreeView<AgentNode>('tokenscope.agentFiles', options));
    this.#store.add(
      readings.onDidChange(() => {
        view.description = legible(readings.reading?.agent ?? '');
        this.#changed.fire();
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  getChildren(node?: AgentNode): AgentNode[] {
    const { reading } = this.readings;
    if (reading === undefined) return [];
    if (node === undefined)
      return [
        { loaded: 'always', reading },
        { loaded: 'onDemand', reading },
      ];
    return 'reading' in node ? node.reading.parts.filter(({ loaded }) => loaded === node.loaded) : [];
  }

  getTreeItem(node: AgentNode): vscode.TreeItem {
    const { None, Expanded } = vscode.TreeItemCollapsibleState;
    if ('reading' in node) {
      const { loaded, reading } = node;
      const item = new vscode.TreeItem(loaded === 'always' ? 'Always loaded' : 'On demand', Expanded);
      item.description = tokensOf(loaded === 'always' ? reading.alwaysTokens : reading.onDemandTokens);
      return item;
    }
    const { name, label, tokens, path, when, source } = node;
    const limit = limitSentence(node);
    const item = new vscode.TreeItem(legible(name), None);
    item.description = `${tokensOf(tokens)} · ${label}`;
    item.iconPath = new vscode.ThemeIcon(node.limit === undefined ? 'file' : 'warning');
    const version = source.version === undefined ? '' : `, version ${source.version}`;
    item.tooltip = markdownString(
      markup`**${name}**: ${label}, ${tokensOf(tokens)}\n\n${when === undefined || when === '' ? '' : `Loaded when: ${when}. `}${limit === undefined ? '' : `Here ${limit}.`}\n\nRule: ${source.title}${version}, read ${source.read}`,
    );
    item.accessibilityInformation = {
      label: `${legible(name)}, ${item.description}${limit === undefined ? '' : `, ${limit}`}`,
    };
    item.command = { title: 'Open', command: 'vscode.open', arguments: [vscode.Uri.file(path)] };
    return item;
  }
}
