/** A signed part of an expression such as `king - man + woman`. */
export interface ExpressionTerm {
  readonly sign: 1 | -1;
  /** What stands there, without its quotes. */
  readonly text: string;
  /** In quotes: the text is meant exactly, white space included. */
  readonly isQuoted: boolean;
  /** `#123`: an id instead of a text. */
  readonly id?: number;
}

/** An expression that cannot be read, and where it goes wrong in UTF-16 units. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
  constructor(
    message: string,
    readonly offset: number,
  ) {
    super(message);
  }
}

const spaces = /\s*/y;
const quoted = /(["'])((?:\\.|(?!\1)[^\\])*)\1/sy;
const number = /#(\d{1,9})(?![^\s+-])/y;
const bare = /[^\s+\-"'][^+\-"']*/y;
const sign = /[+-]/y;
const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/**
 * Reads arithmetic on tokens. A term is a bare text, which may have spaces inside; a text in quotes, taken exactly (`" king"`, with
 * `\n`, `\t`, `\"` and `\\`); or an id (`#5822`). Terms are joined by + and -; a text that holds one of these stands in quotes.
 *
 * @example
 * parseExpression('king - " man" + #2415');
 * // + king, - " man" in quotes, + id 2415
 * @throws {ExpressionError} that says what is missing
 */
export function parseExpression(text: string): ExpressionTerm[] {
  const terms: ExpressionTerm[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };
  take(spaces);
  if (at === text.length) throw new ExpressionError('Enter a token, or arithmetic such as king - man + woman.', 0);
  while (at < text.length) {
    const operator = take(sign)?.[0];
    if (operator === undefined && terms.length > 0) {
      throw new ExpressionError('Put + or - between two tokens, or one text in quotes.', at);
    }
    take(spaces);
    terms.push({ sign: operator === '-' ? -1 : 1, ...takeTerm(text, at, operator, take) });
    take(spaces);
  }
  return terms;
}

function takeTerm(
  text: string,
  at: number,
  operator: string | undefined,
  take: (pattern: RegExp) => RegExpExecArray | null,
): Omit<ExpressionTerm, 'sign'> {
  const exact = take(quoted);
  if (exact !== null) {
    const content = exact[2]!.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
    if (content === '') throw new ExpressionError('There is no token between the quotes.', at);
    return { text: content, isQuoted: true };
  }
  const id = take(number)?.[1];
  if (id !== undefined) return { text: `#${id}`, isQuoted: false, id: Number(id) };
  const word = take(bare)?.[0].trimEnd();
  if (word !== undefined) return { text: word, isQuoted: false };
  const next = text[at];
  if (next === '"' || next === "'") throw new ExpressionError('The quote is not closed.', at);
  throw new ExpressionError(`After ${operator ?? 'the start'} a token is missing.`, at);
}
