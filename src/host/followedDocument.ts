import type * as vscode from 'vscode';
import { isCancellation } from '../base/cancellation';
import { unknownTokenizer } from '../base/errorCodes';
import { plain } from '../base/foreignText';
import type { TokenizerClient } from '../worker/client';
import type { Settings } from '../contributions';
import type { TokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf, ResultOf } from '../rpc/method';
import type { TextDocument, TextEdit, Texts } from './texts';

/** UTF-16 units that are read from a document at once: well under a frame of 16 ms. */
const sliceLength = 1 << 18;

/** A document at which the tokenizer stopped this often is not sent again: it would take the others along each time. */
const maximumStops = 3;

interface Change {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

type DocumentQuery =
  | 'statistics'
  | 'tokens'
  | 'segment'
  | 'ids'
  | 'windows'
  | 'tokenRange'
  | 'tokenPage'
  | 'coverage'
  | 'coverageRange'
  | 'rowOfWindow'
  | 'windowsOfToken'
  | 'unknownWords'
  | 'decoded'
  | 'budget'
  | 'lint'
  | 'fileDifference'
  | 'compare'
  | 'comparedPlaces'
  | 'mergeSummary'
  | 'mergeStep'
  | 'mergeForest';
/** What is asked of the tokenizer worker. */
export type DocumentClient = Pick<TokenizerClient, 'call'>;
type QueryParams<K extends DocumentQuery> = Omit<ParamsOf<TokenizerMethods[K]>, 'document'>;

/**
 * Keeps the worker's copy of one document the same as the editor's.
 *
 * The text is sent once, in slices with the event loop free in between; after that only edits are. An edit during the load is
 * forwarded where it touches what was sent already, and needs nothing where it does not: that part has yet to be read. Edits that
 * come while earlier ones are on their way are sent together when those have been answered.
 *
 * The worker handles its messages in their order. So whoever wants to know of an edit hears of it as soon as it is sent, and what they
 * ask then follows it in the same round trip.
 */
export class FollowedDocument<D extends TextDocument = vscode.TextDocument> {
  readonly #client: DocumentClient;
  readonly #texts: Pick<Texts<D>, 'read'>;
  readonly #changed: (document: FollowedDocument<D>) => void;
  readonly #failed: (error: Error) => void;
  #id: number | undefined;
  #sent = 0;
  #loading = false;
  #pending: Change[] = [];
  #flushing = false;
  #closed = false;
  #problem: Error | undefined;
  /** How often the tokenizer has stopped at this document since it last held all of it. */
  #stops = 0;

  constructor(
    readonly document: D,
    readonly tokenizer: string,
    readonly specialTokens: Settings['specialTokens'],
    ports: { readonly client: DocumentClient; readonly texts: Pick<Texts<D>, 'read'> },
    events: { readonly changed: (document: FollowedDocument<D>) => void; readonly failed: (error: Error) => void },
  ) {
    this.#client = ports.client;
    this.#texts = ports.texts;
    this.#changed = events.changed;
    this.#failed = events.failed;
  }

  /** Sends the whole text; again after the worker was restarted. */
  open(id: number): void {
    this.#id = id;
    this.#sent = 0;
    this.#pending = [];
    this.#loading = true;
    this.#problem = undefined;
    if (this.#stops >= maximumStops) {
      this.#problem = new Error(
        `The tokenizer stopped ${this.#stops} times at this text, which is not sent to it again. Select another tokenizer.`,
      );
      this.#changed(this);
      return;
    }
    this.#call('open', { document: id, tokenizer: this.tokenizer, specialTokens: this.specialTokens });
    void this.#load(id);
  }

  edit(changes: readonly TextEdit[]): void {
    for (const { rangeOffset: offset, rangeLength: length, text } of changes) {
      if (offset + length <= this.#sent) {
        this.#pending.push({ offset, length, text });
        this.#sent += text.length - length;
      } else if (offset < this.#sent) {
        // Across the end of what was sent: the part after `offset` will be read anew.
        this.#pending.push({ offset, length: this.#sent - offset, text: '' });
        this.#sent = offset;
      }
    }
    if (!this.#loading) void this.#flush();
  }

  /**
   * Asks the worker about this document as it is now; nothing if it has changed or closed, or been opened again after a restart of the
   * worker, before the answer came.
   */
  async ask<K extends DocumentQuery>(
    name: K,
    params: QueryParams<K>,
  ): Promise<ResultOf<TokenizerMethods[K]> | undefined> {
    if (!this.isCurrent) return undefined;
    const { version } = this.document;
    const id = this.#id;
    const isSame = (): boolean => this.document.version === version && this.#id === id && !this.#closed;
    try {
      const request = { ...params, document: id } as unknown as ParamsOf<TokenizerMethods[K]>;
      const answer = await this.#client.call(name, request);
      return isSame() ? answer : undefined;
    } catch (error) {
      if (!isSame()) return undefined;
      throw error;
    }
  }

  /** Whether the worker has been sent all of the present text. */
  get isCurrent(): boolean {
    return !this.#closed && !this.#loading && this.#pending.length === 0 && this.#id !== undefined;
  }

  /** Why the worker does not have this document, if it was refused: it waits for another tokenizer, and no answer will come until then. */
  get problem(): Error | undefined {
    return this.#problem;
  }

  /** The worker's number of this document, for requests that take longer than it stays the same; nothing while it is not current. */
  get id(): number | undefined {
    return this.isCurrent ? this.#id : undefined;
  }

  close(): void {
    this.#closed = true;
    if (this.#id !== undefined) this.#call('close', { document: this.#id });
  }

  async #load(id: number): Promise<void> {
    try {
      for (;;) {
        const text = this.#nextSlice();
        const changes = this.#pending;
        this.#pending = [];
        if (changes.length > 0) void this.#client.call('edit', { document: id, changes }).catch(() => undefined);
        this.#sent += text.length;
        if (text.length > 0) await this.#client.call('append', { document: id, text });
        if (!this.#isStill(id)) return;
        if (this.#pending.length === 0 && this.#nextSlice() === '') break;
      }
      this.#loading = false;
      this.#stops = 0;
      this.#changed(this);
    } catch (error) {
      // A document that was not opened says why already.
      if (this.#isStill(id) && this.#problem === undefined) this.#report(error);
    }
  }

  /** Whether the worker's document of this number is the one that is kept the same. */
  #isStill(id: number): boolean {
    return !this.#closed && this.#id === id;
  }

  #nextSlice(): string {
    return this.#texts.read(this.document, this.#sent, sliceLength);
  }

  async #flush(): Promise<void> {
    if (this.#flushing || this.#closed) return;
    this.#flushing = true;
    const id = this.#id;
    try {
      while (id !== undefined && this.#isStill(id) && this.#pending.length > 0) {
        const changes = this.#pending;
        this.#pending = [];
        const edited = this.#client.call('edit', { document: id, changes });
        this.#changed(this);
        await edited;
      }
    } catch (error) {
      // After a restart of the worker `open` has begun anew, under another id.
      if (id !== undefined && this.#isStill(id)) this.#report(error);
    } finally {
      this.#flushing = false;
    }
  }

  #call(name: 'open' | 'close', params: ParamsOf<TokenizerMethods['open']> | { document: number }): void {
    this.#client.call(name, params as ParamsOf<TokenizerMethods['open']>).catch((error: unknown) => {
      if (this.#closed) return;
      if (name === 'open' && 'tokenizer' in params && this.#isStill(params.document)) this.#refuse(error);
      else this.#report(error);
    });
  }

  /** It is not opened under this tokenizer; the follower opens it anew under another. */
  #refuse(error: unknown): void {
    if (isCancellation(error) || (error instanceof Error && error.name === 'DisconnectedError')) return;
    const isUnknown = (error as { readonly code?: unknown }).code === unknownTokenizer;
    this.#problem = isUnknown
      ? new Error(
          `The setting tokenscope.tokenizer names "${plain(this.tokenizer)}", which is no tokenizer here. Run Tokenscope: Select Tokenizer, or correct the setting.`,
        )
      : error instanceof Error
        ? error
        : new Error(String(error));
    this.#report(this.#problem);
    this.#changed(this);
  }

  #report(error: unknown): void {
    if (isCancellation(error) || (error instanceof Error && error.name === 'DisconnectedError')) return;
    if (error instanceof Error && error.name === 'KernelError') this.#stops++;
    this.#failed(error instanceof Error ? error : new Error(String(error)));
  }
}
