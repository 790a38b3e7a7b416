import type { BroughtTokenizer, RankPattern } from '../protocol/broughtTokenizers';
import type { TokenizerRegistry } from '../tokenizer/registry';
import { TokenizerFileError } from '../tokenizer/files/fileError';
import { formatOf } from '../tokenizer/files/openFile';
import type { FileDescription } from '../tokenizer/tokenizer';
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
  const text = await readText(request.path);
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
