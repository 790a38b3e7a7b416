import { fileURLToPath } from 'node:url';
import type { Files } from '../files';
import { writeWholeFile } from './wholeFile';

/** The files of the machine that this process runs on. */
export const nodeFiles: Files = {
  async writeWhole(uri, bytes) {
    await writeWholeFile(fileURLToPath(uri), [bytes]);
  },
};
