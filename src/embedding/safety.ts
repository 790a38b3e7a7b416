import { GraphError } from './graphError';
import type { ModelInfo, TensorInfo } from './onnxModel';

/** Bytes of one element by TensorProto.DataType; the 4-bit types share a byte. Strings (8) have no fixed size. */
// prettier-ignore
export const elementSizes: Readonly<Record<number, number>> = {
  1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 14: 8, 15: 16, 16: 2,
  17: 1, 18: 1, 19: 1, 20: 1, 21: 0.5, 22: 0.5, 23: 0.5,
};

const allowedDomains = new Set(['', 'ai.onnx', 'ai.onnx.ml']);
const controlFlow = new Set(['Loop', 'If', 'Scan', 'SequenceMap']);

/** A window of a file beside the model: the caller checks that the file is there, is no link, and holds `end` bytes. */
export interface ExternalFile {
  readonly location: string;
  readonly end: number;
}

/**
 * Refuses a model that could read other files, run code of its own, or claim more data than there is, before ONNX Runtime sees it
 * (CVE-2022-25882, CVE-2024-27318, CVE-2026-27489). Looks at the structure alone.
 *
 * @param fileSize bytes of the model file
 * @returns the windows of other files that the model asks for
 * @throws {GraphError}
 */
export function checkModelIsSafe(model: ModelInfo, fileSize: number): ExternalFile[] {
  const { graph } = model;
  if (model.functions > 0) throw new GraphError('The model defines functions of its own, which are not supported.');
  if (model.trainingInfos > 0) throw new GraphError('The model holds a training graph, which is not supported.');
  if (graph.sparseInitializers > 0) throw new GraphError('The model holds sparse tensors, which are not supported.');
  const tensors = [...graph.initializers];
  for (const node of graph.nodes) {
    if (!allowedDomains.has(node.domain)) {
      throw new GraphError(
        `The node ${quote(node.opType)} is of the custom domain ${quote(node.domain)}. Only standard ONNX operators are supported.`,
      );
    }
    if (controlFlow.has(node.opType) || node.attributes.some(attribute => attribute.hasGraph)) {
      throw new GraphError(`The node ${quote(node.opType)} holds another graph (a loop or branch): not supported.`);
    }
    for (const attribute of node.attributes) {
      if (attribute.hasSparse) throw new GraphError('The model holds sparse tensors, which are not supported.');
      tensors.push(...attribute.tensors);
    }
  }
  const external: ExternalFile[] = [];
  for (const tensor of tensors) {
    const bytes = byteLengthOf(tensor);
    if (tensor.isExternal) external.push(checkExternal(tensor, bytes));
    else checkInside(tensor, bytes, fileSize);
  }
  return external;
}

/** Elements x bytes an element, or the element count for strings. */
function byteLengthOf(tensor: TensorInfo): number {
  const elements = tensor.dims.reduce((product, dim) => product * dim, 1);
  if (tensor.dims.some(dim => dim < 0) || !Number.isSafeInteger(elements * 16)) {
    throw new GraphError(`The tensor ${quote(tensor.name)} has impossible dimensions: ${dimsOf(tensor)}.`);
  }
  if (tensor.dataType === 8) return elements;
  const size = elementSizes[tensor.dataType];
  if (size === undefined) {
    throw new GraphError(`The tensor ${quote(tensor.name)} has the unknown element type ${tensor.dataType}.`);
  }
  return Math.ceil(elements * size);
}

function checkInside(tensor: TensorInfo, bytes: number, fileSize: number): void {
  if (tensor.range === undefined) {
    // Numbers in int32_data, int64_data and so on: at least a byte each.
    const least = tensor.dims.reduce((product, dim) => product * dim, 1);
    if (least > fileSize) {
      throw new GraphError(
        `The tensor ${quote(tensor.name)} of ${dimsOf(tensor)} cannot be inside a file of ${fileSize} bytes.`,
      );
    }
    return;
  }
  const held = tensor.range.end - tensor.range.start;
  if (held !== bytes) {
    throw new GraphError(
      `The tensor ${quote(tensor.name)} of ${dimsOf(tensor)} needs ${bytes} bytes but holds ${held}.`,
    );
  }
}

function checkExternal(tensor: TensorInfo, bytes: number): ExternalFile {
  const location = tensor.external.get('location') ?? '';
  checkLocation(tensor.name, location);
  const offset = wholeNumber(tensor, 'offset') ?? 0;
  const length = wholeNumber(tensor, 'length') ?? bytes;
  if (length !== bytes) {
    throw new GraphError(
      `The tensor ${quote(tensor.name)} of ${dimsOf(tensor)} needs ${bytes} bytes but names ${length} of ${quote(location)}.`,
    );
  }
  if (!Number.isSafeInteger(offset + length)) {
    throw new GraphError(`The tensor ${quote(tensor.name)} starts at the impossible offset ${offset}.`);
  }
  return { location, end: offset + length };
}

function wholeNumber(tensor: TensorInfo, key: 'offset' | 'length'): number | undefined {
  const text = tensor.external.get(key);
  if (text === undefined) return undefined;
  if (!/^\d{1,16}$/.test(text)) {
    throw new GraphError(`The tensor ${quote(tensor.name)} has the ${key} ${quote(text)}, which is no whole number.`);
  }
  return Number(text);
}

/** A relative path below the model's folder, with forward slashes; the same on every platform. */
function checkLocation(tensor: string, location: string): void {
  const refuse = (why: string): never => {
    throw new GraphError(`The tensor ${quote(tensor)} reads ${quote(location)}: ${why}. This model is not opened.`);
  };
  if (location === '') refuse('the name of the weight file is missing');
  if (/^[a-z]:/i.test(location)) refuse('a path with a drive could be any file');
  if (/^[/\\]/.test(location)) refuse('an absolute path could be any file');
  const parts = location.split(/[/\\]/);
  if (parts.includes('..')) refuse('".." leads out of the model\'s folder');
  if (location.includes('\\') || parts.includes('')) refuse('it is no plain relative path');
  // Stars, for one, mark addresses in memory.
  if (/[*?"<>|:\u0000-\u001f]/.test(location)) refuse('it holds characters that no weight file has');
}

const dimsOf = (tensor: TensorInfo): string => `[${tensor.dims.join(', ')}]`;
const quote = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
