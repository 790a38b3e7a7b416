import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter, type Event } from '../base/event';
import type { Statistics } from '../protocol/tokenizer';
import type { ActiveText } from './activeText';
import type { DocumentFollower } from './documentFollower';
import type { FollowedDocument } from './followedDocument';
import type { TextDocument } from './texts';

/** What is known of the tokens of the active text. */
export interface ShownCount {
  readonly tokenizer: string;
  /** Left out while the tokens of this text are being counted for the first time. */
  readonly statistics?: Statistics;
  /** Why there will be no count under this tokenizer. */
  readonly problem?: string;
  /** Whether something is selected, which `statistics.selected` counts. */
  readonly hasSelection: boolean;
}

/** What is selected in an editor. */
export interface Selections<E> {
  /** The selections that are not empty, as UTF-16 offsets. */
  of(editor: E): { readonly start: number; readonly end: number }[];
  readonly onDidChange: Event<E>;
}

/** The count of the active text while it can be seen, and with a selection that of the selection. */
export class TokenCount<D extends TextDocument, E extends { readonly document: D }> implements Disposable {
  readonly #store = new DisposableStore();
  readonly #changed = this.#store.add(new Emitter<void>());
  readonly onDidChange = this.#changed.event;
  readonly #failed = this.#store.add(new Emitter<unknown>());
  readonly onDidFail = this.#failed.event;
  #shown: ShownCount | undefined;
  /** The tokens that `#shown` is about. */
  #counted: FollowedDocument<D> | undefined;
  #turn = 0;

  constructor(
    private readonly active: ActiveText<D, E>,
    private readonly follower: Pick<DocumentFollower<D>, 'follow' | 'onDidChangeTokens'>,
    private readonly selections: Selections<E>,
  ) {
    const update = (): void => void this.#update().catch((error: unknown) => this.#failed.fire(error));
    this.#store.add(active.onDidChange(update));
    this.#store.add(
      selections.onDidChange(editor => {
        if (editor === active.visibleEditor) update();
      }),
    );
    this.#store.add(
      follower.onDidChangeTokens(document => {
        if (document === active.visibleEditor?.document) update();
      }),
    );
    update();
  }

  /** Nothing while no text can be seen. */
  get shown(): ShownCount | undefined {
    return this.#shown;
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #update(): Promise<void> {
    const turn = ++this.#turn;
    const editor = this.active.visibleEditor;
    const followed = editor === undefined ? undefined : this.follower.follow(editor.document);
    if (editor === undefined || followed === undefined) {
      this.#show(undefined, undefined);
      return;
    }
    const { tokenizer } = followed;
    if (followed.problem !== undefined) {
      this.#show({ tokenizer, problem: followed.problem.message, hasSelection: false }, followed);
      return;
    }
    // The last count stays until the next one is there, unless it is that of another text or of another tokenizer.
    if (this.#counted !== followed) this.#show({ tokenizer, hasSelection: false }, followed);
    const selections = this.selections.of(editor);
    const statistics = await followed.ask('statistics', { selections });
    // Where the text has changed in the meantime, its tokens are about to change too, and the count comes then.
    if (statistics === undefined || turn !== this.#turn || this.#store.isDisposed) return;
    this.#show({ tokenizer, statistics, hasSelection: selections.length > 0 }, followed);
  }

  #show(shown: ShownCount | undefined, counted: FollowedDocument<D> | undefined): void {
    this.#shown = shown;
    this.#counted = counted;
    this.#changed.fire();
  }
}
