import { realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { GraphError } from '../embedding/graphError';
import type { OpenFile } from './openFile';

/**
 * Where the files of weights of a model lie that was chosen in a Hugging Face cache: by the name that the graph gives each, the name of
 * the file in the folder of the model's own. Undefined if the model is in no such cache.
 *
 * A cache has a folder for each model, and in it `snapshots/<revision>/...`, whose files are links into `blobs/`. A link is followed only
 * if it leads from one model's snapshots straight into the blobs of the same model, where the model's own file lies too: so whoever
 * wrote the graph reaches nothing that is not of that model.
 *
 * Source: https://huggingface.co/docs/huggingface_hub/guides/manage-cache.
 *
 * @throws {GraphError} for weights that are missing there, or a link that leads elsewhere
 */
export function cachedWeights(
  { chosen, path, folder }: Pick<OpenFile, 'chosen' | 'path' | 'folder'>,
  locations: readonly string[],
): ReadonlyMap<string, string> | undefined {
  const snapshot = realpathSync(dirname(chosen));
  const isCache =
    basename(folder) === 'blobs' &&
    path !== join(snapshot, basename(chosen)) &&
    `${snapshot}${sep}`.startsWith(join(dirname(folder), 'snapshots') + sep);
  if (!isCache) return undefined;
  return new Map(locations.map(location => [location, blobOf(join(snapshot, location), location, folder)]));
}

function blobOf(link: string, location: string, blobs: string): string {
  let real: string;
  let parent: string;
  try {
    real = realpathSync(link);
    parent = realpathSync(dirname(link));
  } catch {
    throw new GraphError(
      `The weights "${location}" are missing: the cache has no such file beside the model. Download the whole model.`,
    );
  }
  if (dirname(real) !== blobs || parent !== dirname(link)) {
    throw new GraphError(`The weights "${location}" are a link out of the model's own cache: not opened.`);
  }
  return basename(real);
}
