import type { DeclaredValue, GraphCard, GraphOverrides, IndexInput, PositionKind } from './graphCard';
import { positionKinds } from './graphCard';
import { GraphError } from './graphError';
import { GraphHints } from './graphHints';
import { outputsOf } from './graphOutputs';
import { GraphValues } from './graphValues';
import { locationOf, lookupsOf, tokenLookupOf } from './lookups';
import { dataTypes, type ModelInfo, type ValueInfo } from './onnxModel';
import { positionsOf, type Added } from './positions';

/**
 * Finds out what an embedding graph takes and gives. A person's settings win, then the model's own metadata, then its structure:
 * look-ups (Gather) in tables of vectors, and the Add that joins them. Names, which every exporter chooses differently, only decide
 * between look-ups that the structure does not tell apart. Every guess is kept with its reason.
 *
 * @throws {GraphError} saying what was found instead
 */
export function inspectGraph(model: ModelInfo, overrides: GraphOverrides = {}): GraphCard {
  const values = new GraphValues(model.graph);
  const hints = new GraphHints(overrides, model.metadata);
  const lookups = lookupsOf(values);
  const token = tokenLookupOf(values, lookups, hints);
  const ids = token.indices.input!;
  const chain = values.chainFrom(token.output);
  const added = positionsOf(values, lookups, token, chain, hints);
  const position = positionInputOf(values, added, ids, hints);
  checkOtherInputs(values, [ids, position]);
  const [vocabularySize, hiddenSize] = token.table.dims as [number, number];
  const idsInput = indexInput(ids);
  const positionInput = position === undefined ? undefined : indexInput(position);
  // Positions that are not added, such as a rotation, have tables too: those that the position input looks up.
  const rotating = lookups.filter(({ indices }) => position !== undefined && indices.input === position);
  const contextLength = added?.rows ?? minimum(rotating.map(({ table }) => table.dims[0]!));
  const fixedLength = idsInput.dims.at(-1) ?? positionInput?.dims.at(-1) ?? added?.fixedLength;
  const seed = model.metadata.get('tokenscope.seed');
  const outputs = outputsOf(values, chain, added, hints);
  return {
    idsInput,
    ...(positionInput === undefined ? {} : { positionInput }),
    outputs,
    vocabularySize,
    hiddenSize,
    ...(contextLength === undefined ? {} : { contextLength }),
    ...(fixedLength === undefined ? {} : { fixedLength }),
    tables: { token: locationOf(token.table), ...(added === undefined ? {} : { position: locationOf(added.table) }) },
    positions: positionKindOf(model, added),
    declaredInputs: values.inputs.map(declared),
    declaredOutputs: model.graph.outputs.map(declared),
    guesses: hints.guesses,
    ...(seed === undefined ? {} : { seed }),
    opset: model.opsets.get('') ?? 0,
    producer: model.producer.slice(0, 100),
  };
}

/** A position input that structure alone would not find may be named. */
function positionInputOf(
  values: GraphValues,
  added: Added | undefined,
  ids: ValueInfo,
  hints: GraphHints,
): ValueInfo | undefined {
  const others = values.inputs.filter(input => input !== ids);
  const named = hints.get('positionInput')?.value === '' ? undefined : hints.choose('positionInput', others, nameOf);
  if (named !== undefined || added?.input === undefined) return named;
  hints.record(
    'positionInput',
    added.input.name,
    `it looks up "${added.table.name}", which is added to the token vectors`,
  );
  return added.input;
}

function checkOtherInputs(values: GraphValues, known: readonly (ValueInfo | undefined)[]): void {
  const others = values.inputs.filter(input => !known.includes(input));
  if (others.length === 0) return;
  const names = others.map(input => `"${input.name}"`).join(', ');
  throw new GraphError(`The graph also wants the input ${names}, which is neither token ids nor positions.`);
}

function positionKindOf(model: ModelInfo, added: Added | undefined): PositionKind {
  const said = positionKinds.find(kind => kind === model.metadata.get('tokenscope.positions'));
  return said ?? (added === undefined ? 'none' : 'learned');
}

const minimum = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(1, Math.min(...values));
const nameOf = ({ name }: ValueInfo): string => name;

/** ONNX's names of element types, in the order of TensorProto.DataType. */
const typeNames =
  'undefined float32 uint8 int8 uint16 int16 int32 int64 string bool float16 float64 uint32 uint64 complex64 complex128 bfloat16'.split(
    ' ',
  );

function declared({ name, dataType, shape }: ValueInfo): DeclaredValue {
  return { name, type: typeNames[dataType] ?? `type ${dataType}`, shape: shape ?? [] };
}

function indexInput({ name, dataType, shape }: ValueInfo): IndexInput {
  if (dataType !== dataTypes.int32 && dataType !== dataTypes.int64) {
    const type = typeNames[dataType] ?? `ONNX type ${dataType}`;
    throw new GraphError(`The input "${name}" takes numbers of type ${type}; int32 or int64 was expected.`);
  }
  const dims = (shape ?? [null, null]).map(dim => (typeof dim === 'number' && dim > 0 ? dim : null));
  if (dims.length < 1 || dims.length > 2) {
    throw new GraphError(
      `The input "${name}" has ${dims.length} dimensions; [sequence] or [batch, sequence] was expected.`,
    );
  }
  return { name, type: dataType === dataTypes.int32 ? 'int32' : 'int64', dims };
}
