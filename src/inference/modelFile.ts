import { lstatSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BoundedCache } from '../base/boundedCache';
import type { GraphCard, GraphOverrides, TableLocation } from '../embedding/graphCard';
import { GraphError } from '../embedding/graphError';
import { inspectGraph } from '../embedding/graphInspection';
import { GraphValues } from '../embedding/graphValues';
import { candidateTables } from '../embedding/lookups';
import { readOnnxModel, type ModelInfo } from '../embedding/onnxModel';
import { checkModelIsSafe, type ExternalFile } from '../embedding/safety';
import { kindOf } from '../platform/node/fileKind';
import { formatOf, type ModelFormat } from './fileFormat';
import { cachedWeights } from './hubCache';
import { configVersionOf } from './modelConfig';
import { versionOf, withFile, type OpenFile } from './openFile';
import { tablesOf, weightGraphOf } from './weightFile';

/** A model file that has been read and found safe, its weights untouched. */
export interface ModelFile {
  /** The real path and folder: ONNX Runtime refuses links, of which the Hugging Face cache is made. */
  readonly path: string;
  readonly folder: string;
  readonly format: ModelFormat;
  readonly fileSize: number;
  /** The graph that was made for weights; undefined where the file itself is the graph. */
  readonly model: Uint8Array | undefined;
  /** Vectors are read row by row from the tables, which ONNX Runtime cannot. */
  readonly isPacked: boolean;
  readonly card: GraphCard;
  /** Files of weights below the folder, by their names there. */
  readonly externalFiles: readonly string[];
  /** Of a model in the Hugging Face cache: the names there of the files that the graph names otherwise. */
  readonly cached?: ReadonlyMap<string, string> | undefined;
  /** Changes when the model, or a file of its weights, does. */
  readonly version: string;
}

/** What was read last, so that a request about the same files asks only whether they are still the same. */
const known = new BoundedCache<string, ModelFile>(8);

/**
 * Reads the structure of a model or of a file of weights, and refuses what is unsafe or no embedding. A changed file is read again.
 *
 * @throws {GraphError} with a message for the person who chose the file
 */
export function readModelFile(path: string, overrides: GraphOverrides = {}): ModelFile {
  const format = formatOf(path);
  const key = JSON.stringify([path, overrides]);
  const last = known.get(key);
  if (last !== undefined && isUnchanged(path, last, overrides)) return last;
  const file = withFile(path, opened =>
    format === 'onnx' ? readOnnxFile(opened, overrides) : readWeightFile(opened, format, overrides),
  );
  // Which of the .npy files in its folder go with one shows only in all of them.
  if (format !== 'npy') known.set(key, file);
  return file;
}

function isUnchanged(path: string, last: ModelFile, overrides: GraphOverrides): boolean {
  const { folder, externalFiles, version, format, cached } = last;
  try {
    const real = realpathSync(path);
    if (dirname(real) !== folder) return false;
    if (cached !== undefined) {
      const now = cachedWeights({ chosen: path, path: real, folder }, [...cached.keys()]);
      for (const [location, name] of cached) if (now?.get(location) !== name) return false;
    }
    const others = externalFiles.map(location => checkExternalFile(folder, { location, end: 0 }));
    const versions = [versionOf(statSync(real)), ...others, ...(format === 'onnx' ? [] : [configVersionOf(path)])];
    return versionOfAll(versions, overrides) === version;
  } catch {
    return false;
  }
}

/** Every table that could be the token table. */
export function readTables(path: string): readonly TableLocation[] {
  const format = formatOf(path);
  return withFile(path, file => {
    if (format !== 'onnx') return tablesOf(file, format);
    const model = readOnnxModel(file.source);
    const external = checkModelIsSafe(model, file.source.size);
    const cached = cachedWeights(
      file,
      external.map(({ location }) => location),
    );
    if (cached !== undefined) relocate(model, cached);
    return candidateTables(new GraphValues(model.graph));
  });
}

function readOnnxFile(file: OpenFile, overrides: GraphOverrides): ModelFile {
  const { path, folder, source } = file;
  const model = readOnnxModel(source);
  const external = checkModelIsSafe(model, source.size);
  const cached = cachedWeights(
    file,
    external.map(({ location }) => location),
  );
  if (cached !== undefined) relocate(model, cached);
  const there = external.map(({ location, end }) => ({ location: cached?.get(location) ?? location, end }));
  if (there.some(({ location }) => join(folder, location) === path)) {
    throw new GraphError(
      'The model names its own file as the place of its weights: its structure would be read as numbers. Export it again.',
    );
  }
  const versions = [file.version, ...there.map(each => checkExternalFile(folder, each))];
  const card = inspectGraph(model, overrides);
  return {
    path,
    folder,
    format: 'onnx',
    fileSize: source.size,
    model: undefined,
    isPacked: false,
    card,
    externalFiles: [...new Set(there.map(({ location }) => location))],
    cached: cached?.size === 0 ? undefined : cached,
    version: versionOfAll(versions, overrides),
  };
}

/** Gives the tensors that lie beside a model the names of their files in the cache, as the session will have them. */
function relocate({ graph }: ModelInfo, cached: ReadonlyMap<string, string>): void {
  if (graph.nodes.some(node => node.attributes.some(({ tensors }) => tensors.some(({ isExternal }) => isExternal))))
    throw new GraphError('A node of the model has its numbers in a file of the cache: only tables are read there.');
  for (const { external } of graph.initializers) {
    const name = cached.get(external.get('location') ?? '');
    if (name !== undefined) external.set('location', name);
  }
}

function readWeightFile(file: OpenFile, format: 'safetensors' | 'npy', overrides: GraphOverrides): ModelFile {
  const { path, folder, source } = file;
  const { model, isPacked, card, files } = weightGraphOf(file, format, overrides);
  const externals = files.map(name => checkExternalFile(folder, { location: name, end: 0 }));
  const versions = [file.version, ...externals, configVersionOf(file.chosen)];
  return {
    path,
    folder,
    format,
    fileSize: source.size,
    model,
    isPacked,
    card,
    externalFiles: files,
    version: versionOfAll(versions, overrides),
  };
}

function versionOfAll(versions: readonly string[], overrides: GraphOverrides): string {
  return [...new Set(versions), JSON.stringify(overrides)].join('|');
}

/** A file of weights must lie in the model's own folder, be no link on any level, and be long enough. */
function checkExternalFile(folder: string, { location, end }: ExternalFile): string {
  const path = join(folder, location);
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    throw new GraphError(
      `The weights "${location}" are missing. They belong into the model's folder, beside the model.`,
    );
  }
  if (real !== path) {
    throw new GraphError(`The weights "${location}" are a link. Links could lead to any file: not opened.`);
  }
  const kind = lstatSync(path);
  if (!kind.isFile()) {
    throw new GraphError(`The weights "${location}" are ${kindOf(kind)}, not a regular file: not opened.`);
  }
  const stats = statSync(path);
  if (end > stats.size) {
    throw new GraphError(
      `The weights "${location}" end at ${stats.size} bytes; the model needs ${end}. Is the file complete?`,
    );
  }
  return `${location}:${versionOf(stats)}`;
}
