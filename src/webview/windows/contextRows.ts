import { textOfTokens } from './copyFormats';

/** One step of a window: what the model is given, and what it shall predict. */
export interface ContextRow {
  readonly context: readonly number[];
  readonly next: number;
}

/**
 * A window as the chapter reads it: the context grows by a token at a time, and each time the next token is to be predicted.
 *
 * @param ids the input and, last, the token after it: `max_length + 1` ids
 * @example
 * contextRows([290, 4920, 2241]); // [290] ----> 4920, then [290, 4920] ----> 2241
 */
export function contextRows(ids: ArrayLike<number>): ContextRow[] {
  const all = Array.from(ids);
  return all.slice(1).map((next, i) => ({ context: all.slice(0, i + 1), next }));
}

/** What the chapter's loop prints. */
export function contextText(rows: readonly ContextRow[], as: 'ids' | 'text', textOf: (id: number) => string): string {
  return rows
    .map(({ context, next }) =>
      as === 'ids'
        ? `[${context.join(', ')}] ----> ${next}`
        : `${textOfTokens(context.map(textOf))} ----> ${textOfTokens([textOf(next)])}`,
    )
    .join('\n');
}
