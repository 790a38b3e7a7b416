import type { Dirent, Stats } from 'node:fs';

/** What something that is no regular file is, as a sentence says it: "a named pipe". */
export function kindOf(stats: Stats | Dirent): string {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  if (stats.isSymbolicLink()) return 'a symbolic link';
  return stats.isFile() ? 'a file' : 'no file';
}
