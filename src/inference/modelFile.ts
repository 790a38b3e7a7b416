import { closeSync, fstatSync, lstatSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { GraphCard, GraphOverrides } from '../embedding/graphCard';
import { GraphError } from '../embedding/graphError';
import { inspectGraph } from '../embedding/graphInspection';
import { readOnnxModel } from '../embedding/onnxModel';
import { checkFileStart, checkModelIsSafe, type ExternalFile } from '../embedding/safety';

/** A model file that has been read and found safe, its weights untouched. */
export interface ModelFile {
  /** The real path and folder: ONNX Runtime refuses links, of which the Hugging Face cache is made. */
  readonly path: string;
  readonly folder: string;
  readonly format: 'onnx' | 'safetensors' | 'npy';
  readonly fileSize: number;
  readonly card: GraphCard;
  readonly hasExternalData: boolean;
  /** Changes when the model, or a file of its weights, does. */
  readonly version: string;
}

/**
 * Reads the structure of a model and refuses what is unsafe or no embedding graph.
 *
 * @throws {GraphError} with a message for the person who chose the file
 */
export function readModelFile(path: string, overrides: GraphOverrides = {}): ModelFile {
  const real = realPathOf(path);
  const file = openSync(real, 'r');
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new GraphError('This is a folder, not a model file.');
    const { size } = stats;
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      return bytes.subarray(0, readSync(file, bytes, 0, length, offset));
    };
    checkFileStart(read(0, Math.min(512, size)));
    const model = readOnnxModel({ size, read });
    const external = checkModelIsSafe(model, size);
    const folder = dirname(real);
    const versions = [`${stats.mtimeMs}:${size}`, ...external.map(each => checkExternalFile(folder, each))];
    const version = [...new Set(versions), JSON.stringify(overrides)].join('|');
    const card = inspectGraph(model, overrides);
    return { path: real, folder, format: 'onnx', fileSize: size, card, hasExternalData: external.length > 0, version };
  } finally {
    closeSync(file);
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new GraphError(missing ? `There is no file ${path}.` : `${path} cannot be read: ${(error as Error).message}`);
  }
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
  if (real !== path || !lstatSync(path).isFile()) {
    throw new GraphError(`The weights "${location}" are a link or no file. Links could lead to any file: not opened.`);
  }
  const { mtimeMs, size } = statSync(path);
  if (end > size) {
    throw new GraphError(
      `The weights "${location}" end at ${size} bytes; the model needs ${end}. Is the file complete?`,
    );
  }
  return `${location}:${mtimeMs}:${size}`;
}
