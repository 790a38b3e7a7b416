import { plain } from '../../base/foreignText';

/** A tokenizer file that cannot be used: where in it, and why. */
export class TokenizerFileError extends Error {
  override readonly name = 'TokenizerFileError';

  /** @param path of the part that is wrong, such as `model.merges[3]`; empty for the file itself */
  constructor(
    readonly path: string,
    reason: string,
  ) {
    super(path === '' ? `The file ${reason}.` : `${path}: ${reason}.`);
  }
}

/** A text of a file in a message. */
export const quoted = (text: string): string => JSON.stringify(plain(text, 40));

/** @throws TokenizerFileError for what is no JSON, or the pointer of a file that Git LFS has not fetched */
export function parseFile(text: string): unknown {
  if (text.startsWith('version https://git-lfs'))
    throw new TokenizerFileError('', 'is a Git LFS pointer. Run "git lfs pull" first');
  if (text.trim() === '') throw new TokenizerFileError('', 'is empty');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TokenizerFileError(
      '',
      `is no JSON (${plain(error instanceof Error ? error.message : String(error), 200)})`,
    );
  }
}
