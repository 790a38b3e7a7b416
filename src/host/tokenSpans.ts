import type { FollowedDocument } from './followedDocument';

/** A part of a text, as UTF-16 offsets. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Tokens from `first` to before `last`. */
export interface TokenSpan {
  readonly first: number;
  readonly last: number;
}

/** The text of tokens; nothing if the document is not followed or has changed in the meantime. */
export async function textOfTokens(
  followed: Pick<FollowedDocument, 'ask'> | undefined,
  { first, last }: TokenSpan,
): Promise<TextSpan | undefined> {
  // The ends are enough: a window may be thousands of tokens long.
  const [head, tail] = await Promise.all([
    followed?.ask('ids', { first, last: first + 1 }),
    followed?.ask('ids', { first: Math.max(first, last - 1), last }),
  ]);
  const start = head?.starts[0];
  const end = tail?.ends[0];
  return start === undefined || end === undefined ? undefined : { start, end };
}
