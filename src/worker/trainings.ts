import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { CorpusSelection } from '../protocol/corpus';
import type {
  TrainedTokenizerMessage,
  TrainingCosts,
  TrainingOptionsMessage,
  TrainingProgress,
} from '../protocol/training';
import type { Tokenizer, TokenizerDescription, TrainedDescription } from '../tokenizer/tokenizer';
import { BytePairTraining } from '../tokenizer/training/bytePairTraining';
import { TrainingText } from '../tokenizer/training/trainingText';
import type { UniquePieces } from '../tokenizer/training/uniquePieces';
import { filesOf } from './corpusFiles';
import { textOfFile } from './textFile';

/** Milliseconds after which a training looks whether it was cancelled, and tells how far it is. */
const sliceTime = 50;
/** Bytes of the longest token that a vocabulary holds. */
const maximumLength = 255;
/** UTF-16 units of a special token. */
const longestSpecialToken = 200;

interface Training {
  readonly options: TrainingOptionsMessage;
  readonly text: TrainingText;
  /** UTF-16 units that have come. */
  units: number;
}

interface Trained {
  readonly description: TrainedDescription;
  readonly pieces: UniquePieces;
  readonly stop: Pick<TrainedTokenizerMessage, 'stopped' | 'hasTooLong'>;
}

/** The trainings that have been begun, by the number that the host gave them. */
export class Trainings {
  readonly #running = new Map<number, Training>();

  constructor(private readonly open: (description: TokenizerDescription) => Tokenizer) {}

  /** @throws RangeError for special tokens that cannot be */
  begin(id: number, options: TrainingOptionsMessage): void {
    checkSpecialTokens(options.specialTokens);
    const splitter = this.open(describeTrained(options, []));
    this.#running.set(id, { options, text: new TrainingText(splitter), units: 0 });
  }

  add(id: number, text: string): void {
    const training = this.#get(id);
    training.units += text.length;
    training.text.add(text);
  }

  /** Adds files, each whole or not at all: what holds no text is passed over. */
  async addFiles(
    id: number,
    selection: CorpusSelection,
    token: CancellationToken,
    progress: (value: { readonly files: number; readonly of: number }) => void,
  ): Promise<{ files: number; bytes: number; skipped: number }> {
    const { files, skipped } = await filesOf(selection, token);
    const separator = this.#get(id).options.specialTokens.find(each => each === endOfText);
    let [read, bytes, failed] = [0, 0, skipped.length];
    for (const { path } of files) {
      throwIfCancelled(token);
      const text = await wholeText(path);
      if (text === undefined) failed++;
      else {
        if (read > 0 && separator !== undefined) this.add(id, separator);
        this.add(id, text);
        bytes += Buffer.byteLength(text);
        read++;
      }
      progress({ files: read + failed, of: files.length });
    }
    return { files: read, bytes, skipped: failed };
  }

  end(id: number): void {
    this.#running.delete(id);
  }

  /** @throws RangeError if there is no text */
  async train(id: number, token: CancellationToken, progress: (value: TrainingProgress) => void): Promise<Trained> {
    const { options, text, units } = this.#get(id);
    this.end(id);
    if (units === 0) throw new RangeError('text: is empty. Open or select a text to train on first.');
    const { ties, minimumFrequency } = options;
    const pieces = text.pieces();
    const training = new BytePairTraining(pieces, { ties, minimumFrequency, maximumLength });
    const wanted = options.vocabularySize - 256;
    const merges: number[] = [];
    const made = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
    let told = Date.now();
    while (made.length - 256 < wanted) {
      const last = training.next();
      if (last === undefined) break;
      merges.push(last.left, last.right);
      made.push(made[last.left]! + made[last.right]!);
      if (Date.now() - told < sliceTime) continue;
      progress({ merges: made.length - 256, of: wanted, text: textOf(made[made.length - 1]!), count: last.count });
      await nextTurn();
      throwIfCancelled(token);
      told = Date.now();
    }
    const isShort = made.length - 256 < wanted;
    const stopped: Trained['stop']['stopped'] = minimumFrequency > 1 ? 'minimumFrequency' : 'noPair';
    const stop = { ...(isShort ? { stopped } : {}), hasTooLong: training.hasTooLong };
    return { description: describeTrained(options, merges), pieces, stop };
  }

  #get(id: number): Training {
    const training = this.#running.get(id);
    if (training === undefined) throw new Error('The training was lost with its worker. Train again.');
    return training;
  }
}

/** How it was trained; nothing if it was not trained here. */
export function trainingOf(description: TokenizerDescription | undefined): TrainingOptionsMessage | undefined {
  if (description?.kind !== 'trained') return undefined;
  const { pattern, specialTokens, training } = description;
  return { pattern, specialTokens: [...specialTokens], ...training };
}

/** @throws RangeError for a tokenizer that was not trained here */
export function mergesOf(description: TokenizerDescription): Uint32Array {
  if (description.kind !== 'trained')
    throw new RangeError('tokenizer: was not trained here, so that its merges are not known');
  return description.merges.slice();
}

/** Pieces whose costs are told one by one. */
const mostPieces = 100;
/** UTF-16 units of a piece that are sent. */
const longestPiece = 80;

/**
 * What the text of a training costs under another tokenizer beside its own. Both counts are exact where the two split alike: no token crosses the end
 * of a piece.
 */
export function costsOf({ bytes, counts }: UniquePieces, other: Tokenizer, own: Tokenizer): TrainingCosts {
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  const pieces = bytes.map((piece, index) => {
    const text = utf8.decode(piece);
    return { text, count: counts[index]!, tokens: other.count(text, 'text'), own: own.count(text, 'text') };
  });
  const sum = (of: 'tokens' | 'own'): number => pieces.reduce((all, each) => all + each.count * each[of], 0);
  const lost = ({ count, tokens, own }: (typeof pieces)[0]): number => count * (tokens - own);
  const dearest = pieces.filter(each => lost(each) > 0).sort((a, b) => lost(b) - lost(a));
  return {
    tokens: sum('tokens'),
    own: sum('own'),
    pieces: dearest.slice(0, mostPieces).map(each => ({ ...each, text: each.text.slice(0, longestPiece) })),
  };
}

const endOfText = '<|endoftext|>';

/** Nothing for a file that holds no text, or cannot be read. */
async function wholeText(path: string): Promise<string | undefined> {
  try {
    let text = '';
    for await (const part of textOfFile(path)) text += part;
    return text;
  } catch {
    return undefined;
  }
}

function describeTrained(options: TrainingOptionsMessage, merges: readonly number[]): TrainedDescription {
  const { pattern, specialTokens, ...training } = options;
  return { kind: 'trained', name: '', pattern, merges: Uint32Array.from(merges), specialTokens, training };
}

function checkSpecialTokens(tokens: readonly string[]): void {
  for (const [index, token] of tokens.entries()) {
    const field = `specialTokens[${index}]`;
    if (token === '' || token.length > longestSpecialToken)
      throw new RangeError(`${field}: has ${token.length} characters; 1 to ${longestSpecialToken} are allowed`);
    if (tokens.indexOf(token) !== index) throw new RangeError(`${field}: ${JSON.stringify(token)} is there twice`);
  }
}

/** What the bytes of a token say. */
function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
