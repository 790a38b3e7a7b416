import type { CancellationToken } from '../base/cancellation';
import type { TrainedTokenizerMessage, TrainingOptionsMessage, TrainingProgress } from '../protocol/training';
import type { TokenizerClient } from '../worker/client';

/** A training of byte-level BPE, as somebody asks for it. */
export interface TrainingRequest {
  readonly name: string;
  readonly options: TrainingOptionsMessage;
  /** The text in parts, in order; empty parts end it. */
  readonly parts: Iterable<string>;
  /** Whether another extension asks: it gets a name that follows from the merges. */
  readonly isOpened: boolean;
}

interface Watching {
  readonly token?: CancellationToken;
  readonly onProgress?: (progress: TrainingProgress) => void;
}

let nextTraining = 0;

/**
 * Trains in a worker of its own, which ends with it, so that no text waits for its tokens meanwhile. The worker keeps the tokenizer, where the
 * others find it by its name.
 *
 * @param startWorker a client whose worker is started by the first call
 */
export async function trainTokenizer(
  startWorker: () => TokenizerClient,
  { name, options, parts, isOpened }: TrainingRequest,
  watching: Watching = {},
): Promise<TrainedTokenizerMessage> {
  const client = startWorker();
  const training = nextTraining++;
  try {
    await client.call('beginTraining', { training, options });
    for (const text of parts) await client.call('addTrainingText', { training, text }, { ...tokenOf(watching) });
    return await client.call('train', { training, name, isOpened }, watching);
  } finally {
    client.dispose();
  }
}

const tokenOf = ({ token }: Watching): { token?: CancellationToken } => (token === undefined ? {} : { token });
