import * as vscode from 'vscode';
import { errorText, say } from '../base/foreignText';
import { viewTypes, type CommandId } from '../contributions';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import type { FocusedToken } from '../host/focusedToken';
import type { MergeSteps } from '../host/mergeSteps';
import { tokenizerOf } from '../host/settings';
import { showText } from '../host/showText';
import {
  mergesHostMethods,
  mergesViewMethods,
  type MergesHostMethods,
  type MergesSnapshot,
  type MergesViewMethods,
} from '../protocol/mergesPanel';
import type { PanelContent, PanelView } from './definePanel';
import { defineDocumentPanel, DocumentPanels, type DocumentSubject } from './documentPanels';
import type { PanelFrames } from './panelShell';
import { showWalkthrough } from './vscodePanels';

/** Milliseconds without an edit after which the merges are counted anew. */
const settleTime = 200;
/** Pairs that are shown of a step. */
const mostPairs = 60;
/** UTF-16 units of a line before the cursor, and after it, whose merges are drawn. */
const before = 30;
const after = 90;

interface Dependencies {
  readonly follower: DocumentFollower;
  readonly focused: FocusedToken;
  readonly steps: MergeSteps;
}

/** The panels that show how the tokens of a document are merged from its bytes: one for each document. */
export function mergesPanels(frames: PanelFrames, parts: Dependencies): DocumentPanels<MergesPanel> {
  return new DocumentPanels(
    frames,
    defineDocumentPanel({
      viewType: viewTypes.merges,
      script: 'merges',
      title: subject => say`Merges: ${subject.title}`,
      hostMethods: mergesHostMethods,
      viewMethods: mergesViewMethods,
      content: (subject, view) => new MergesPanel(subject, view, parts),
    }),
  );
}

class MergesPanel implements PanelContent<MergesHostMethods, MergesViewMethods> {
  readonly handlers: PanelContent<MergesHostMethods, MergesViewMethods>['handlers'];
  #found: Pick<MergesSnapshot, 'status' | 'message' | 'summary'> = { status: 'loading' };
  #revision = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly subject: DocumentSubject,
    private readonly view: PanelView<MergesViewMethods>,
    private readonly parts: Dependencies,
  ) {
    this.handlers = this.#answers();
    this.#listen();
  }

  get #document(): vscode.TextDocument {
    return this.subject.current;
  }

  snapshot(): MergesSnapshot {
    const { title } = this.subject;
    return { title, tokenizer: tokenizerOf(this.#document), revision: this.#revision, ...this.#found };
  }

  ready(): void {
    this.#update();
  }

  renamed(uri: string): void {
    this.parts.steps.set(uri, undefined);
  }

  #answers(): PanelContent<MergesHostMethods, MergesViewMethods>['handlers'] {
    const run = async (command: CommandId): Promise<void> => {
      await showText(this.#document.uri, { preserveFocus: false });
      await vscode.commands.executeCommand(command);
    };
    return {
      step: ({ revision, step }) => {
        const { summary } = this.#found;
        if (revision !== this.#revision || summary === undefined) return undefined;
        // The text is coloured first, and its pairs are counted after it.
        this.parts.steps.set(this.#document.uri.toString(), Math.min(step, summary.merges));
        return this.parts.follower
          .follow(this.#document)
          ?.ask('mergeStep', { step: Math.min(step, summary.merges), most: mostPairs });
      },
      selectTokenizer: () => run('tokenscope.selectTokenizer'),
      train: () => run('tokenscope.trainTokenizer'),
      guess: () => run('tokenscope.guessSplit'),
      walkthrough: () => showWalkthrough('tokens'),
      reopen: () => this.subject.reopen(false),
    };
  }

  #listen(): void {
    const { store } = this.view;
    const { follower, focused, steps } = this.parts;
    store.add(
      follower.onDidChangeTokens(changed => {
        if (changed !== this.#document) return;
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => this.#update(), this.#found.status === 'ready' ? settleTime : 0);
      }),
    );
    store.add(
      focused.onDidMoveCursor(moved => {
        if (moved === this.#document) this.#sendForest();
      }),
    );
    store.add(this.subject.onDidChange(() => this.#update()));
    store.add({
      dispose: () => {
        clearTimeout(this.#timer);
        steps.set(this.subject.uri, undefined);
      },
    });
  }

  #update(): void {
    this.#summarize().catch((error: unknown) => this.#send({ status: 'failed', message: errorText(error) }));
  }

  async #summarize(): Promise<void> {
    if (this.subject.isClosed) {
      this.#send({ status: 'closed' });
      return;
    }
    const followed = this.parts.follower.follow(this.#document);
    // Not current: the tokens that it waits for will call this again.
    if (followed?.isCurrent !== true) return;
    const { version } = this.#document;
    const isSame = (): boolean => this.#document.version === version && followed.isCurrent;
    const summary = await followed.ask('mergeSummary', {});
    // Nothing, too, if the text has changed meanwhile.
    if (summary === undefined && !isSame()) return;
    if (summary === undefined) this.parts.steps.set(this.subject.uri, undefined);
    this.#send(summary === undefined ? { status: 'unmerged' } : { status: 'ready', summary });
    this.#sendForest();
  }

  #send(found: Pick<MergesSnapshot, 'status' | 'message' | 'summary'>): void {
    if (this.view.store.isDisposed) return;
    this.#found = found;
    this.#revision++;
    this.view.update();
  }

  /** The part of its line around the cursor, or the first line. */
  #sendForest(): void {
    if (this.#found.status !== 'ready') return;
    const document = this.#document;
    const cursor = this.parts.focused.cursorOf(document) ?? 0;
    const line = document.lineAt(document.positionAt(cursor)).range;
    const start = Math.max(document.offsetAt(line.start), cursor - before);
    const end = Math.min(document.offsetAt(line.end), start + before + after);
    this.parts.follower
      .follow(document)
      ?.ask('mergeForest', { start, end })
      .then(
        forest => this.view.tell('forest', { forest }),
        (error: unknown) => reportFailure(error),
      );
  }
}
