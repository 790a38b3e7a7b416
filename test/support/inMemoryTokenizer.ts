import { unknownTokenizer } from '../../src/base/errorCodes';
import { Emitter } from '../../src/base/event';
import type { DocumentClient } from '../../src/host/followedDocument';
import { DisconnectedError, RemoteError } from '../../src/rpc/errors';

interface Message {
  readonly name: string;
  readonly params: Record<string, unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface HeldText {
  readonly tokenizer: string;
  text: string;
}

interface Change {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** What a text counts here: more for a longer name, so that a count under another tokenizer is another number. */
export const countUnder = (tokenizer: string, text: string): number => text.length * tokenizer.length;

/** A tokenizer worker that answers one message at a time, when the test says so, and that can crash in between. */
export class InMemoryTokenizer {
  readonly #restarted = new Emitter<void>();
  readonly onDidRestart = this.#restarted.event;
  readonly held = new Map<number, HeldText>();
  #messages: Message[] = [];

  readonly call: DocumentClient['call'] = (name, params) =>
    new Promise((resolve, reject) => {
      this.#messages.push({ name, params, resolve: value => resolve(value as never), reject });
    });

  /** Handles the oldest message; false if there is none. What waited for its answer has gone on when this is done. */
  async step(): Promise<boolean> {
    const message = this.#messages.shift();
    if (message === undefined) return false;
    try {
      message.resolve(this.#handle(message));
    } catch (error) {
      message.reject(error as Error);
    }
    await settled();
    return true;
  }

  async drain(): Promise<void> {
    await settled();
    while (await this.step());
  }

  /** Loses everything. As with the real one, whoever opened documents hears of it before the rejected calls are noticed. */
  async crash(): Promise<void> {
    const messages = this.#messages;
    this.#messages = [];
    this.held.clear();
    for (const { reject } of messages) reject(new DisconnectedError('The tokenizer worker ended'));
    this.#restarted.fire();
    await settled();
  }

  #handle({ name, params }: Message): unknown {
    const id = params['document'] as number;
    if (name === 'open' && params['tokenizer'] === 'gpt9')
      throw new RemoteError('RangeError', 'tokenizer: unknown tokenizer "gpt9"', unknownTokenizer);
    if (name === 'open') return void this.held.set(id, { tokenizer: params['tokenizer'] as string, text: '' });
    if (name === 'close') return void this.held.delete(id);
    const held = this.held.get(id);
    if (held === undefined) throw new Error(`Document ${id} is not open`);
    if (name === 'append') held.text += params['text'] as string;
    if (name === 'edit')
      for (const { offset, length, text } of params['changes'] as Change[]) {
        if (offset + length > held.text.length)
          throw new Error(`An edit of ${offset} to ${offset + length} is outside of ${held.text.length} units`);
        held.text = held.text.slice(0, offset) + text + held.text.slice(offset + length);
      }
    const tokens = countUnder(held.tokenizer, held.text);
    if (name !== 'statistics') return tokens;
    const selections = params['selections'] as { readonly start: number; readonly end: number }[];
    const selected = selections.reduce((sum, { start, end }) => sum + end - start, 0);
    return { tokens, characters: held.text.length, bytes: held.text.length, words: 0, selected, tiles: true };
  }
}

/** Lets everything that waits for a promise go on. */
export const settled = (): Promise<void> => new Promise(resolve => setImmediate(resolve));
