import type { Event } from '../base/event';
import type { ShownWindows } from '../host/windowTints';
import type { CorpusFacts, TokenSpan, WindowsState } from '../protocol/windowsPanel';
import type { TokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf, ResultOf } from '../rpc/method';
import type { PanelSubject } from './panelSubject';

/** What a windows panel asks about the tokens it cuts. */
export type WindowsQuery = 'windows' | 'coverage' | 'rowOfWindow' | 'windowsOfToken';

export interface SourceCursor {
  readonly index: number;
  readonly text: string;
}

/** What a windows panel is about: a document that follows its edits, or several files as one corpus. */
export interface WindowsSource extends PanelSubject {
  readonly status: WindowsState['status'];
  /** Why it has failed. */
  readonly message?: string | undefined;
  readonly tokenizer: string;
  readonly specialTokens: WindowsState['specialTokens'];
  /** Of several files: which. */
  readonly corpus?: CorpusFacts | undefined;
  /** The tokens are others, or the status is. */
  readonly onDidChange: Event<void>;
  /** The cursor of an editor of the source has moved. */
  readonly onDidMoveCursor: Event<SourceCursor | undefined>;
  /** The pointer is at these tokens in another panel, or no longer. */
  readonly onDidPoint: Event<TokenSpan | undefined>;
  /** Nothing if the tokens are not there, or have changed before the answer came. */
  ask<K extends WindowsQuery>(
    name: K,
    params: Omit<ParamsOf<TokenizerMethods[K]>, 'document'>,
  ): Promise<ResultOf<TokenizerMethods[K]> | undefined>;
  /** Looks where the cursor is now. */
  sendCursor(): Promise<void>;
  /** Selects the exact text of tokens in an editor. */
  reveal(at: TokenSpan): Promise<void>;
  /** The pointer is at these tokens in this panel: marks them in editors and in the other panels; nothing ends the mark. */
  point(at: TokenSpan | undefined): Promise<void>;
  /** Shows windows in the editors. */
  mark(shown: ShownWindows): void;
  setSpecialTokens(policy: WindowsState['specialTokens']): Promise<void>;
  /** Goes to the text, or reads the files again. */
  reopen(): Promise<void>;
}
