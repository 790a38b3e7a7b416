import * as vscode from 'vscode';
import { say } from '../base/foreignText';
import { viewTypes, type CommandId } from '../contributions';
import type { DocumentFollower } from '../host/documentFollower';
import { tokenizerOf } from '../host/settings';
import { showText } from '../host/showText';
import {
  splitHostMethods,
  splitViewMethods,
  type SplitHostMethods,
  type SplitSnapshot,
  type SplitViewMethods,
} from '../protocol/splitPanel';
import type { TokenizerClient } from '../worker/client';
import type { PanelContent, PanelView } from './definePanel';
import { defineDocumentPanel, DocumentPanels, type DocumentSubject } from './documentPanels';
import type { PanelFrames } from './panelShell';
import { showWalkthrough } from './vscodePanels';

/** UTF-16 units of one's own text: a line that one can oversee. */
const longestText = 120;

interface Dependencies {
  readonly follower: DocumentFollower;
  readonly tokenizers: TokenizerClient;
}

/** The panels in which a person guesses where the tokenizer of a document cuts a sentence. */
export function splitPanels(frames: PanelFrames, parts: Dependencies): DocumentPanels<SplitPanel> {
  return new DocumentPanels(
    frames,
    defineDocumentPanel({
      viewType: viewTypes.split,
      script: 'split',
      title: subject => say`Guess the Split: ${subject.title}`,
      hostMethods: splitHostMethods,
      viewMethods: splitViewMethods,
      content: (subject, view) => new SplitPanel(subject, view, parts),
    }),
  );
}

class SplitPanel implements PanelContent<SplitHostMethods, SplitViewMethods> {
  readonly handlers: PanelContent<SplitHostMethods, SplitViewMethods>['handlers'];
  #revision = 0;
  #tokenizer: string;

  constructor(
    private readonly subject: DocumentSubject,
    private readonly view: PanelView<SplitViewMethods>,
    parts: Dependencies,
  ) {
    this.#tokenizer = tokenizerOf(subject.current);
    this.handlers = {
      split: ({ text }) => parts.tokenizers.call('split', { tokenizer: this.#tokenizer, text }),
      ownText: () => ownText(this.subject.current),
      selectTokenizer: async () => {
        await showText(this.subject.current.uri, { preserveFocus: false });
        await vscode.commands.executeCommand('tokenscope.selectTokenizer' satisfies CommandId);
      },
      walkthrough: () => showWalkthrough('tokens'),
    };
    view.store.add(
      parts.follower.onDidChangeTokens(changed => {
        if (changed === this.subject.current) this.#follow();
      }),
    );
    view.store.add(subject.onDidChange(() => this.#follow()));
  }

  snapshot(): SplitSnapshot {
    return { title: this.subject.title, tokenizer: this.#tokenizer, revision: this.#revision };
  }

  #follow(): void {
    const tokenizer = tokenizerOf(this.subject.current);
    if (tokenizer === this.#tokenizer) return;
    this.#tokenizer = tokenizer;
    this.#revision++;
    this.view.update();
  }
}

function ownText(document: vscode.TextDocument): string {
  const editor = vscode.window.visibleTextEditors.find(each => each.document === document);
  const selection = editor?.selection ?? new vscode.Selection(0, 0, 0, 0);
  const text = selection.isEmpty ? document.lineAt(selection.active.line).text : document.getText(selection);
  const start = text.slice(0, longestText);
  // Not half a character.
  return /[\ud800-\udbff]$/.test(start) ? start.slice(0, -1) : start;
}
