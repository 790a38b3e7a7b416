import type { KernelModule } from '../bytePair/kernel';
import type { FileDescription, FileFormat } from '../tokenizer';
import { quoted, TokenizerFileError } from './fileError';
import { openRankFile, openTekken } from './rankFiles';
import { openTokenizerJson, type OpenedFile } from './tokenizerJson';

/**
 * The tokenizer of a file of another tool.
 *
 * @throws TokenizerFileError for what is none, or holds what Tokenscope does not know
 */
export function openFile(description: FileDescription, module: KernelModule): OpenedFile {
  const { text, name, format } = description;
  const named = { description, name };
  if (format === 'tokenizerJson') return openTokenizerJson(text, named, module);
  if (format === 'tekken') return openTekken(text, named, module);
  return openRankFile(text, named, module, description.pattern ?? 'none');
}

const rankLine = /^[A-Za-z0-9+/]+={0,2} \d+\r?$/;

/**
 * What a file is, by its first characters.
 *
 * @throws TokenizerFileError for what is none of the files that Tokenscope reads
 */
export function formatOf(text: string): FileFormat {
  const start = text.slice(0, 100_000);
  if (start.startsWith('version https://git-lfs'))
    throw new TokenizerFileError('', 'is a Git LFS pointer. Run "git lfs pull" first');
  if (start.trim() === '') throw new TokenizerFileError('', 'is empty');
  if (/^\s*\{/.test(start)) return /"config"\s*:\s*\{[^}]*"pattern"/.test(start) ? 'tekken' : 'tokenizerJson';
  const first = start.split('\n', 1)[0]!;
  if (rankLine.test(first)) return 'ranks';
  throw new TokenizerFileError(
    '',
    `begins with ${quoted(first.slice(0, 40))}: it is no tokenizer.json, no rank file and no tekken`,
  );
}
