/** A file or a folder that was renamed or moved. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/**
 * Where something is after moves of it or of a folder that holds it; nothing if it is where it was.
 *
 * @example
 * movedUri('file:///a/b/c.txt', [{ from: 'file:///a/b', to: 'file:///x' }]); // 'file:///x/c.txt'
 */
export function movedUri(uri: string, moves: readonly Move[]): string | undefined {
  const move = moves.find(({ from }) => uri === from || uri.startsWith(`${from}/`));
  return move === undefined ? undefined : move.to + uri.slice(move.from.length);
}
