import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { rowCountOf, type ExportContent } from '../dataset/exportContent';
import { checkExport, exportParts, exportSize } from '../dataset/tokenExport';
import { WindowPlan } from '../dataset/windows';
import { loaderProblemSentence } from '../protocol/loaderProblem';
import type { tokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf, ResultOf } from '../rpc/method';
import { parquetParts, parquetSize } from './parquetExport';
import type { TokenSource } from './tokenSource';
import { writeWholeFile } from '../platform/node/wholeFile';
import { boundsOf, problemsOf, toLoaderOptions } from './windows';

type Method = typeof tokenizerMethods.exportTokens;

/** Tokens that are read from a document at once: a few milliseconds. */
const sliceSize = 1 << 16;
/** After so many interruptions by edits the ids are read at once. */
const patience = 3;

/**
 * Writes the windows or the ids of a source to a file, as they are now: later edits do not reach it. Progress is a fraction.
 *
 * @throws RangeError for a choice that cannot be, WriteError for a file that cannot be written
 */
export async function exportTokens(
  source: TokenSource,
  params: ParamsOf<Method>,
  token: CancellationToken,
  progress: (fraction: number) => void,
): Promise<ResultOf<Method>> {
  const { what, format, type, path, options } = params;
  const hasWindows = what === 'windows';
  const { vocabularySize, name } = source.tokenizer;
  const wrong = checkExport({ format, type, hasWindows, vocabularySize });
  if (wrong !== undefined) throw new RangeError(wrong);
  const ids = await snapshot(source, token);
  // The number of tokens may be another by now: what was read counts.
  const { tokenizer, revision, boundaries, refusal } = source;
  const read = { tokenizer, revision, boundaries, refusal, tokens: { ...source.tokens, tokenCount: ids.length } };
  const bounds = boundsOf(read, options);
  const problem = hasWindows ? problemsOf(read, options)[0] : refusal;
  if (problem !== undefined) throw new RangeError(loaderProblemSentence(problem));
  const content = contentOf(ids, bounds, params, name);
  const size = exportSize(content, format, type);
  const rows = rowCountOf(content);
  // Without a known size the numbers say how far it is: in a text, digits and a separator are about six bytes.
  const sizeOfNumbers =
    format === 'parquet' ? parquetSize(content, type) : rows * (hasWindows ? 12 * options.maxLength : 6);
  const expected = size ?? sizeOfNumbers;
  const parts = format === 'parquet' ? parquetParts(content, type) : exportParts(content, format, type);
  const bytes = await writeWholeFile(path, parts, {
    token,
    size,
    progress: written => progress(Math.min(1, written / Math.max(1, expected))),
  });
  return { bytes, rows };
}

/** All ids, read in slices; from the start again when an edit came in between. */
async function snapshot(source: TokenSource, token: CancellationToken): Promise<Uint32Array> {
  for (let attempt = 1; ; attempt++) {
    const { revision } = source;
    const { tokenCount } = source.tokens;
    const ids = new Uint32Array(tokenCount);
    let at = 0;
    for (; at < tokenCount && source.revision === revision; at += sliceSize) {
      ids.set(source.tokens.ids(at, Math.min(at + sliceSize, tokenCount)), at);
      if (attempt > patience) continue;
      await nextTurn();
      throwIfCancelled(token);
    }
    if (source.revision === revision) return ids;
  }
}

function contentOf(
  ids: Uint32Array,
  bounds: number | Uint32Array,
  { what, options }: ParamsOf<Method>,
  tokenizer: string,
): ExportContent {
  const metadata = new Map([
    ['created_by', 'Tokenscope'],
    ['tokenizer', tokenizer],
  ]);
  if (what === 'ids') return { ids, metadata };
  const { maxLength, stride, batchSize, shuffle, seed, epoch, dropLast, sampler, worldSize, rank } =
    toLoaderOptions(options);
  const loader = { max_length: maxLength, stride, batch_size: batchSize, shuffle, seed, epoch, drop_last: dropLast };
  for (const [key, value] of Object.entries(loader)) metadata.set(key, String(value));
  if (sampler !== undefined) metadata.set('sampler', sampler);
  if (sampler === 'distributed') metadata.set('world_size', String(worldSize ?? 1)).set('rank', String(rank ?? 0));
  if (options.crossFiles !== undefined) metadata.set('cross_files', String(options.crossFiles));
  return { ids, windows: { plan: new WindowPlan(bounds, toLoaderOptions(options)), maxLength }, metadata };
}
