/**
 * What the parts of the extension that know no paths ask of files. A file is named by its URI. A browser's implementation needs a
 * writer that shows a file under its name only when all of it has been written.
 */
export interface Files {
  /**
   * Writes a file whole or not at all: what was there before stays as it is if anything fails.
   *
   * @throws {WriteError}
   */
  writeWhole(uri: string, bytes: Uint8Array): Promise<void>;
}

/** A file could not be written; the message names it, says how far it came and what to do. */
export class WriteError extends Error {
  override readonly name = 'WriteError';
}
