import { openTrained } from '../../src/tokenizer/bytePair/trained';
import { BytePairTraining } from '../../src/tokenizer/training/bytePairTraining';
import { TrainingText } from '../../src/tokenizer/training/trainingText';
import type { SplitPattern } from '../../src/tokenizer/split/rules';
import { kernel, patterns } from '../unit/tokenizer/oracle';
import { corpora } from './corpora';
import type { Report, Row } from './main';

/** Merges that minbpe's loop makes, too; it needs as long for each of them. */
const comparedMerges = 744;

/** Byte-level BPE trained on one text, beside minbpe's loop in the same language, and alone on larger vocabularies. */
export function bench(report: Report): void {
  const text = corpora()[0]!.text;
  const bytes = Buffer.byteLength(text);
  const size = `${(bytes / 1e6).toFixed(1)} MB of English`;
  report(`Training of ${comparedMerges} merges on ${size}, split as GPT-2 does`, compared(text));
  const all = corpora()
    .map(corpus => corpus.text)
    .join('\n');
  const rows = (['gpt2', 'o200k', 'none'] as const).flatMap(pattern =>
    [1000, 8000, 32_000].map(vocabulary => alone(all, pattern, vocabulary)),
  );
  report(`Training on ${(Buffer.byteLength(all) / 1e6).toFixed(1)} MB of English, code and many languages`, rows);
}

function compared(text: string): Row[] {
  const started = performance.now();
  const own = train(text, 'gpt2', comparedMerges);
  const ours = performance.now() - started;
  const loopStarted = performance.now();
  const loop = minbpeLoop(text.match(patterns.gpt2) ?? [], comparedMerges);
  const theirs = performance.now() - loopStarted;
  const same = own.length === loop.length && own.every((id, index) => id === loop[index]);
  return [
    { '': 'Tokenscope', ms: ours.toFixed(0), times: '1', merges: same ? 'the same' : 'OTHERS' },
    { '': "minbpe's loop", ms: theirs.toFixed(0), times: (theirs / ours).toFixed(0), merges: '' },
  ];
}

function alone(text: string, pattern: SplitPattern, vocabulary: number): Row {
  const started = performance.now();
  const made = train(text, pattern, vocabulary - 256).length / 2;
  return { pattern, vocabulary, merges: made, ms: (performance.now() - started).toFixed(0) };
}

/** What the worker does, without its pauses. */
function train(text: string, pattern: SplitPattern, mergeCount: number): number[] {
  const splitter = openTrained(
    {
      kind: 'trained',
      name: '',
      pattern,
      merges: new Uint32Array(0),
      specialTokens: [],
      training: { vocabularySize: 256 + mergeCount, ties: 'first', minimumFrequency: 1 },
    },
    kernel,
  );
  const pieces = new TrainingText(splitter);
  pieces.add(text);
  const training = new BytePairTraining(pieces.pieces(), { ties: 'first', minimumFrequency: 1, maximumLength: 255 });
  const merges: number[] = [];
  for (let made = 0; made < mergeCount; made++) {
    const merge = training.next();
    if (merge === undefined) break;
    merges.push(merge.left, merge.right);
  }
  return merges;
}

/**
 * minbpe's RegexTokenizer.train, statement by statement, and as fast as the same algorithm is in JavaScript: pairs are numbers, where
 * Python has tuples. It counts all pairs of all pieces for each merge, and writes all pieces anew.
 */
function minbpeLoop(pieces: readonly string[], mergeCount: number): number[] {
  let ids = pieces.map(piece => Array.from(Buffer.from(piece)));
  const merges: number[] = [];
  for (let made = 0; made < mergeCount; made++) {
    const counts = new Map<number, number>();
    for (const piece of ids)
      for (let at = 0; at + 1 < piece.length; at++) {
        const pair = piece[at]! * 0x4_0000 + piece[at + 1]!;
        counts.set(pair, (counts.get(pair) ?? 0) + 1);
      }
    let [best, most] = [-1, 0];
    for (const [pair, count] of counts) if (count > most) [best, most] = [pair, count];
    if (best < 0) break;
    const [left, right] = [Math.floor(best / 0x4_0000), best % 0x4_0000];
    merges.push(left, right);
    ids = ids.map(piece => {
      const merged: number[] = [];
      for (let at = 0; at < piece.length;)
        if (piece[at] === left && piece[at + 1] === right) {
          merged.push(256 + made);
          at += 2;
        } else merged.push(piece[at++]!);
      return merged;
    });
  }
  return merges;
}
