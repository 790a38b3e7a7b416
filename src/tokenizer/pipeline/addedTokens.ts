/** A token beside the model's vocabulary, which is found in the text itself. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Whether it steers the model, such as `<|endoftext|>`: it is text where special tokens are. */
  readonly special: boolean;
  /** Whether no letter or number may stand beside it. */
  readonly singleWord: boolean;
  /** Whether it takes the white space before it along, */
  readonly lstrip: boolean;
  /** and that after it. */
  readonly rstrip: boolean;
  /** Whether it is looked for in the normalized text. */
  readonly normalized: boolean;
}

export interface FoundToken {
  readonly token: AddedToken;
  /** With the white space that it takes along. */
  readonly start: number;
  readonly end: number;
}

const wordBefore = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]$/u;
const wordAfter = /^[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u;
const space = /\p{White_Space}/u;

/**
 * Finds added tokens, the leftmost first and of those the longest.
 *
 * @example new AddedTokenFinder([token('<s>', 1)]).find('a<s>') // one, from 1 to 4
 */
export class AddedTokenFinder {
  /** By their first unit: the lengths that there are, the longest first. */
  readonly #lengths = new Map<number, number[]>();
  readonly #tokens = new Map<string, AddedToken>();
  readonly #start: RegExp | undefined;
  /** UTF-16 units of the longest; 0 if there are none. */
  readonly longest: number;

  constructor(tokens: readonly AddedToken[]) {
    for (const token of tokens) {
      const { content } = token;
      if (content === '' || this.#tokens.has(content)) continue;
      this.#tokens.set(content, token);
      const first = content.charCodeAt(0);
      const lengths = this.#lengths.get(first) ?? [];
      if (!lengths.includes(content.length)) lengths.push(content.length);
      this.#lengths.set(
        first,
        lengths.sort((a, b) => b - a),
      );
    }
    this.longest = [...this.#tokens.keys()].reduce((most, content) => Math.max(most, content.length), 0);
    const firsts = [...this.#lengths.keys()].map(unit => `\\u${unit.toString(16).padStart(4, '0')}`);
    this.#start = firsts.length === 0 ? undefined : new RegExp(`[${firsts.join('')}]`, 'g');
  }

  *find(text: string): Generator<FoundToken> {
    if (this.#start === undefined) return;
    const starts = new RegExp(this.#start);
    let from = 0;
    for (let match = starts.exec(text); match !== null; match = starts.exec(text)) {
      const token = this.#at(text, match.index);
      if (token === undefined) continue;
      const end = match.index + token.content.length;
      starts.lastIndex = end;
      if (
        token.singleWord &&
        (wordBefore.test(text.slice(Math.max(0, match.index - 2), match.index)) ||
          wordAfter.test(text.slice(end, end + 2)))
      )
        continue;
      let [first, last] = [match.index, end];
      while (token.lstrip && first > from && space.test(text[first - 1]!)) first--;
      while (token.rstrip && last < text.length && space.test(text[last]!)) last++;
      yield { token, start: first, end: last };
      from = last;
      starts.lastIndex = Math.max(end, last);
    }
  }

  #at(text: string, at: number): AddedToken | undefined {
    for (const length of this.#lengths.get(text.charCodeAt(at)) ?? []) {
      const token = this.#tokens.get(text.slice(at, at + length));
      if (token !== undefined) return token;
    }
    return undefined;
  }
}
