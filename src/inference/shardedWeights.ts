import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { maximumIndex } from '../base/bounds';
import { parseStrictJson, type StrictJson } from '../formats/strictJson';
import { GraphError } from '../embedding/graphError';
import { isTableName } from '../embedding/weightNames';
import type { WeightTensor } from '../embedding/weights';
import { withFile, type OpenFile } from './openFile';

/**
 * All tensors of the shards that an index names. A shard that is not there is passed over, so that a person needs only the one that
 * holds the embedding, unless a table of the embedding is in it by its name.
 *
 * Source: https://huggingface.co/docs/transformers/big_models, "Sharded checkpoints".
 *
 * @param tensorsOf reads the tensors of one shard
 * @example
 * // {"weight_map": {"model.embed_tokens.weight": "model-00001-of-00002.safetensors", ...}}
 * @throws {GraphError} if this is no index, a shard is needed and missing, or it lies elsewhere
 */
export function shardedTensors(index: OpenFile, tensorsOf: (shard: OpenFile) => WeightTensor[]): WeightTensor[] {
  const shards = shardsOf(index);
  const missing: string[] = [];
  const found = [...shards].flatMap(([name, tensors]) => {
    const path = shardPath(index, name);
    if (path !== undefined) return withFile(path, tensorsOf, 'safetensors').filter(tensor => tensors.has(tensor.name));
    const needed = [...tensors].find(isTableName);
    if (needed === undefined) missing.push(name);
    else {
      throw new GraphError(
        `The index says that ${quote(needed)} is in ${quote(name)}, which is missing. It belongs beside the index.`,
      );
    }
    return [];
  });
  if (found.every(({ table }) => table === undefined) && missing.length > 0) {
    throw new GraphError(
      `No table of vectors is in the files beside the index, and ${missing.length} of its ${shards.size} files are missing, such as ${quote(missing[0]!)}.`,
    );
  }
  return found;
}

/** The names of the tensors in each shard. */
function shardsOf({ source }: OpenFile): Map<string, Set<string>> {
  if (source.size > maximumIndex) {
    throw new GraphError(`This index has ${source.size} bytes, more than the ${maximumIndex} that are read.`);
  }
  const shards = new Map<string, Set<string>>();
  for (const [tensor, shard] of weightMapOf(source.read(0, source.size))) {
    if (typeof shard !== 'string' || !/^[^/\\]+\.safetensors$/i.test(shard)) {
      throw new GraphError(`The index gives ${quote(tensor)} no name of a .safetensors file in its own folder.`);
    }
    const tensors = shards.get(shard) ?? new Set();
    shards.set(shard, tensors.add(tensor));
  }
  return shards;
}

function weightMapOf(bytes: Uint8Array): Map<string, StrictJson> {
  let value: StrictJson;
  try {
    value = parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const why = error instanceof SyntaxError ? error.message : 'it is no UTF-8';
    throw new GraphError(`This index of shards is no JSON that can be used: ${why}.`);
  }
  const map = value instanceof Map ? value.get('weight_map') : undefined;
  if (map instanceof Map) return map;
  throw new GraphError('This is no index of shards: it has no "weight_map" from tensors to files.');
}

/** In the Hugging Face cache, index and shards are links whose files lie in one folder: there the shard is looked for. */
function shardPath({ chosen, folder }: OpenFile, name: string): string | undefined {
  let real: string;
  try {
    real = realpathSync(join(dirname(chosen), name));
  } catch {
    return undefined;
  }
  if (dirname(real) === folder) return join(folder, basename(real));
  throw new GraphError(`The weights ${quote(name)} are a link out of the index's folder: not opened.`);
}

const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
