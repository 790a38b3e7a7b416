import type { Event } from '../base/event';
import type { Settings } from '../contributions';

/** What is asked of an open document; VS Code's `TextDocument` has it. */
export interface TextDocument {
  readonly uri: { readonly scheme: string };
  /** Grows with every change. */
  readonly version: number;
  readonly isClosed: boolean;
}

/** A replacement of `rangeLength` UTF-16 units at `rangeOffset`. Of several, none moves the offsets of one that comes after it. */
export interface TextEdit {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/** The open documents and what the settings say about them: a port, so that tests need no VS Code. */
export interface Texts<D extends TextDocument> {
  /** Those that an editor shows. */
  visible(): readonly D[];
  /**
   * Up to `length` UTF-16 units from `offset`; one less where the end would come between `\r` and `\n`. Empty at the end of the text,
   * and only there.
   */
  read(document: D, offset: number, length: number): string;
  tokenizerOf(document: D): string;
  specialTokensOf(document: D): Settings['specialTokens'];
  readonly onDidChangeText: Event<{ readonly document: D; readonly contentChanges: readonly TextEdit[] }>;
  /** Also after a change of the language mode, which VS Code reports as a close and an open of the same document. */
  readonly onDidOpen: Event<D>;
  readonly onDidClose: Event<D>;
  readonly onDidChangeVisible: Event<unknown>;
  /** The settings may name another tokenizer, or treat special tokens in another way. */
  readonly onDidChangeTokenizer: Event<unknown>;
}

/** Documents that Tokenscope shows, see `ReadOnlyTexts`. */
export const shownTextScheme = 'tokenscope-text';

/** Documents of these schemes are surfaces of VS Code and of Tokenscope, not somebody's text. */
const ignoredSchemes = new Set([shownTextScheme, 'output', 'vscode-scm', 'comment', 'debug', 'search-editor']);

/** Whether a document is somebody's text that can be followed. */
export function isSomebodysText({ uri, isClosed }: TextDocument): boolean {
  return !isClosed && !ignoredSchemes.has(uri.scheme);
}
