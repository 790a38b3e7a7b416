import type { BroughtTokenizer, RankPattern } from '../protocol/broughtTokenizers';
import type { TokenizerClient } from '../worker/client';

/** Milliseconds in which a file must have been read and its tokenizer opened. */
const deadline = 60_000;

/** A file whose tokenizer somebody wants. */
export interface BringingRequest {
  readonly path: string;
  readonly name: string;
  /** How texts are cut, which a rank file does not tell. */
  readonly pattern?: RankPattern | undefined;
  /** Whether another extension asks: it gets a name that follows from the file. */
  readonly isOpened: boolean;
}

/**
 * Brings the tokenizer of a file, in a worker of its own, which ends with it: a hostile file keeps nothing waiting but this call, and that
 * for the deadline at most.
 *
 * @param startWorker a client whose worker is started by the first call
 */
export async function bringTokenizer(
  startWorker: () => TokenizerClient,
  request: BringingRequest,
  timeout = deadline,
): Promise<BroughtTokenizer> {
  const client = startWorker();
  try {
    return await client.call('bring', request, { timeout });
  } finally {
    client.dispose();
  }
}
