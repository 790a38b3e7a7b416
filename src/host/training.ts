import type { CancellationToken } from '../base/cancellation';
import type { CorpusSelection } from '../protocol/corpus';
import type { TrainedTokenizerMessage, TrainingOptionsMessage, TrainingProgress } from '../protocol/training';
import type { TokenizerClient } from '../worker/client';

/** A training of byte-level BPE, as somebody asks for it. */
export interface TrainingRequest {
  readonly name: string;
  readonly options: TrainingOptionsMessage;
  /** The text in parts, in order, or files of this machine. */
  readonly parts: Iterable<string> | CorpusSelection;
  /** Whether another extension asks: it gets a name that follows from the merges. */
  readonly isOpened: boolean;
  /** A tokenizer of the same split pattern, which the costs of the text are told beside. */
  readonly beside?: string;
}

interface Watching {
  readonly token?: CancellationToken;
  readonly onProgress?: (progress: TrainingProgress) => void;
  readonly onRead?: (progress: { readonly files: number; readonly of: number }) => void;
}

/** The files that a training has read, and those that hold no text. */
export interface FilesRead {
  readonly files: number;
  readonly bytes: number;
  readonly skipped: number;
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
  { name, options, parts, isOpened, beside }: TrainingRequest,
  watching: Watching = {},
): Promise<TrainedTokenizerMessage & { readonly read?: FilesRead }> {
  const client = startWorker();
  const training = nextTraining++;
  try {
    await client.call('beginTraining', { training, options });
    const train = { training, name, isOpened, ...(beside === undefined ? {} : { beside }) };
    if (Symbol.iterator in parts) {
      for (const text of parts) await client.call('addTrainingText', { training, text }, { ...tokenOf(watching) });
      return await client.call('train', train, watching);
    }
    const onProgress = watching.onRead ?? ((): void => undefined);
    const request = { training, selection: parts };
    const read = await client.call('addTrainingFiles', request, { ...tokenOf(watching), onProgress });
    return { ...(await client.call('train', train, watching)), read };
  } finally {
    client.dispose();
  }
}

const tokenOf = ({ token }: Watching): { token?: CancellationToken } => (token === undefined ? {} : { token });
