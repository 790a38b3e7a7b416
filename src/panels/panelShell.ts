import { DisposableStore, type Disposable } from '../base/disposable';
import type { Event } from '../base/event';
import { errorText, type Message } from '../base/foreignText';
import { isString, object } from '../base/validator';
import type { Port } from '../rpc/port';
import type { OpenPanel, PanelKind } from './definePanel';
import type { PanelSubject } from './panelSubject';

/** One panel of the workbench: a port, so that tests need no VS Code. */
export interface PanelFrame extends Disposable {
  readonly port: Port;
  readonly onDidDispose: Event<void>;
  setTitle(title: Message): void;
  /** Loads the page of a script of dist/webview, which keeps the `uri` of what it is about. Loading it again keeps what the page kept. */
  load(script: string, uri: string): void;
  /** A sentence in place of the page. */
  say(sentence: string): void;
  /** Brings it into sight, and leaves the focus where it is. */
  reveal(): void;
}

/** The workbench, as panels need it. */
export interface PanelFrames {
  create(viewType: string, title: Message): PanelFrame;
  /** Gives panels back what they are about when they are shown again after a reload or a restart; `kept` is what the page kept. */
  onRestore(viewType: string, restore: (frame: PanelFrame, kept: unknown) => Promise<void>): Disposable;
}

const keptState = object({ uri: isString });

interface Shown<S extends PanelSubject, C> {
  readonly frame: PanelFrame;
  readonly subject: S;
  readonly panel: OpenPanel<C>;
}

/**
 * All panels of one kind, one for each subject: opens and shows them, restores them after a reload of the window, follows their subjects
 * when these are renamed, and ends what belongs to a panel when it is closed.
 */
export class PanelShell<S extends PanelSubject, C> {
  readonly #shown = new Map<string, Shown<S, C>>();

  /** @param failed hears what nobody waits for */
  constructor(
    private readonly frames: PanelFrames,
    private readonly kind: PanelKind<S, C>,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** What the open panel about this `uri` holds. */
  get(uri: string): C | undefined {
    return this.#shown.get(uri)?.panel.content;
  }

  /** What all open panels hold. */
  all(): C[] {
    return [...this.#shown.values()].map(({ panel }) => panel.content);
  }

  /**
   * Brings the panel about this `uri` into sight, or opens one.
   *
   * @param subject makes what the panel is about; called only if there is none
   */
  show(uri: string, subject: () => S): C {
    const shown = this.#shown.get(uri);
    if (shown !== undefined) {
      shown.frame.reveal();
      return shown.panel.content;
    }
    const made = subject();
    return this.#fill(this.frames.create(this.kind.viewType, this.kind.title(made)), made);
  }

  /** Shows the panels again that were open when the window was reloaded. */
  restore(): Disposable {
    return this.frames.onRestore(this.kind.viewType, async (frame, kept) => {
      const uri = uriOf(kept);
      if (uri === undefined) {
        frame.say('This panel has lost its document. Close it, and open it again from the text.');
        return;
      }
      try {
        const subject = await this.kind.subjectOf(uri);
        if (!this.#shown.has(subject.uri)) {
          this.#fill(frame, subject);
          return;
        }
        subject.dispose();
        frame.dispose();
      } catch (error) {
        frame.say(`What this panel showed cannot be opened: ${errorText(error)}. Close the panel.`);
      }
    });
  }

  #fill(frame: PanelFrame, subject: S): C {
    const store = new DisposableStore();
    store.add(subject);
    let { uri } = subject;
    const { script } = this.kind;
    const panel = this.kind.open(subject, { port: frame.port, store, failed: this.failed });
    const shown = { frame, subject, panel };
    store.add({
      dispose: () => {
        if (this.#shown.get(uri) === shown) this.#shown.delete(uri);
      },
    });
    store.add(
      subject.onDidRename(() => {
        if (this.#shown.get(uri) === shown) this.#shown.delete(uri);
        panel.renamed(uri);
        ({ uri } = subject);
        // A panel about what is there already would be a second one about the same.
        if (this.#shown.has(uri)) {
          frame.dispose();
          return;
        }
        this.#shown.set(uri, shown);
        frame.setTitle(this.kind.title(subject));
        frame.load(script, uri);
      }),
    );
    frame.onDidDispose(() => store.dispose());
    this.#shown.set(uri, shown);
    frame.load(script, uri);
    return panel.content;
  }
}

/** What a page kept that it is about; nothing if VS Code was ended before it could keep anything. */
function uriOf(kept: unknown): string | undefined {
  try {
    return keptState(kept, 'state').uri;
  } catch {
    return undefined;
  }
}
