import { basename, dirname, join } from 'node:path';
import type { BroughtTokenizer, RankPattern } from '../protocol/broughtTokenizers';
import type { TokenizerRegistry } from '../tokenizer/registry';
import { TokenizerFileError } from '../tokenizer/files/fileError';
import { gpt2AsTokenizerJson, isMinbpe, mergesFileOf, readMinbpe } from '../tokenizer/files/otherFiles';
import { formatOf } from '../tokenizer/files/openFile';
import { lossesOf, writeTrained, type SavedFile, type SavedFormat } from '../tokenizer/files/writing';
import type { FileDescription, TokenizerDescription, TrainedDescription } from '../tokenizer/tokenizer';
import { openRegularFile } from '../platform/node/regularFile';
import type { MadeTokenizers } from './madeTokenizers';

/** Bytes of the largest file: the largest that models have come with is a third of it. */
const largestFile = 1 << 27;
/** A text that each tokenizer must make tokens of before it is kept. */
const probe = 'The cat sat, 123. \u00e9\u4e2d\ud83d\ude42\n';

interface Request {
  readonly path: string;
  readonly name: string;
  readonly pattern?: RankPattern | undefined;
  readonly isOpened: boolean;
}

/**
 * Reads a file, opens its tokenizer and keeps it.
 *
 * @throws TokenizerFileError for what is no tokenizer that Tokenscope can run
 */
export async function bring(
  request: Request,
  registry: TokenizerRegistry,
  made: MadeTokenizers,
): Promise<BroughtTokenizer> {
  const { name, pattern, isOpened } = request;
  const text = await readFile(request.path);
  if (isMinbpe(text)) return bringMinbpe(readMinbpe(text, name), isOpened, registry, made);
  const format = formatOf(text);
  if (format === 'ranks' && pattern === undefined)
    throw new TokenizerFileError('pattern', 'is needed for a rank file, which does not tell how texts are cut');
  const description: FileDescription = {
    kind: 'file',
    name,
    format,
    ...(format === 'ranks' ? { pattern } : {}),
    vocabularySize: 1,
    about: '',
    text,
  };
  const { tokenizer, report } = registry.openFile(description);
  tokenizer.decode(tokenizer.encode(probe, 'text').ids);
  const { vocabularySize } = tokenizer;
  const about = `${report.model} of a file that was brought. ${report.runs}`;
  const complete = { ...description, vocabularySize, about };
  const kept = isOpened ? await made.open(complete) : await made.make(complete, registry);
  const { runs, notes } = report;
  return { name: kept.name, vocabularySize, steps: [...report.steps, report.model], runs, notes: [...notes] };
}

/** The file, and with GPT-2's vocabulary the merges that lie beside it. */
async function readFile(path: string): Promise<string> {
  const text = await readText(path);
  const beside = mergesFileOf(basename(path));
  if (beside === undefined) return text;
  return gpt2AsTokenizerJson(text, await readText(join(dirname(path), beside)));
}

/** minbpe's is kept as what was trained here: with its merges, to be watched and saved. */
async function bringMinbpe(
  description: TrainedDescription,
  isOpened: boolean,
  registry: TokenizerRegistry,
  made: MadeTokenizers,
): Promise<BroughtTokenizer> {
  const { vocabularySize } = registry.open(description);
  const { name } = isOpened ? await made.open(description) : await made.make(description, registry);
  const runs = 'It runs exactly, because it is merged as what is trained here.';
  return { name, vocabularySize, steps: [description.pattern, 'BPE'], runs, notes: [] };
}

async function readText(path: string): Promise<string> {
  const file = await openRegularFile(path);
  try {
    const { size } = await file.stat();
    if (size > largestFile) throw new TokenizerFileError('', `has ${size} bytes, more than ${largestFile}`);
    return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
  } catch (error) {
    if (error instanceof TypeError) throw new TokenizerFileError('', 'is no UTF-8 text');
    throw error;
  } finally {
    await file.close();
  }
}

/**
 * A tokenizer as files of another tool.
 *
 * @throws RangeError for a tokenizer that was not trained here
 */
export function writtenTokenizer(
  description: TokenizerDescription,
  format: SavedFormat,
): { files: SavedFile[]; losses: string[] } {
  if (description.kind !== 'trained')
    throw new RangeError('tokenizer: was not trained here, so that there is nothing to save');
  return { files: writeTrained(description, format), losses: lossesOf(description, format) };
}
