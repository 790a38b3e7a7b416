import { graphBudget } from '../base/bounds';
import type { DeclaredValue, GraphCard, GraphOverrides, IndexInput, PositionKind } from './graphCard';
import { positionKinds } from './graphCard';
import { affordableTokens } from './graphCost';
import { GraphError } from './graphError';
import { GraphHints } from './graphHints';
import { outputsOf } from './graphOutputs';
import { GraphValues } from './graphValues';
import { locationOf, lookupsOf, tokenLookupOf } from './lookups';
import { dataTypes, typeNameOf, type ModelInfo, type ValueInfo } from './onnxModel';
import { addedTo, isTurned, type Added, type Term } from './positions';

/**
 * Finds out what an embedding graph takes and gives. A person's settings win, then the model's own metadata, then its structure:
 * look-ups (Gather) in tables of vectors, and the Add that joins them. Names, which every exporter chooses differently, only decide
 * between look-ups that the structure does not tell apart. Every guess is kept with its reason.
 *
 * @param budget what running it once may take
 * @throws {GraphError} saying what was found instead, or what it would cost
 */
export function inspectGraph(
  model: ModelInfo,
  overrides: GraphOverrides = {},
  budget = graphBudget(Infinity),
): GraphCard {
  const values = new GraphValues(model.graph);
  const hints = new GraphHints(overrides, model.metadata);
  const lookups = lookupsOf(values);
  const token = tokenLookupOf(values, lookups, hints);
  const ids = token.indices.input!;
  const chain = values.chainFrom(token.output);
  const added = addedTo(values, lookups, token, chain, hints);
  const term = added?.position;
  const position = positionInputOf(values, term, ids, hints);
  const segments = [...new Set(added?.others.flatMap(({ input }) => (input === position ? [] : (input ?? []))))];
  checkOtherInputs(values, [ids, position, ...segments]);
  const { rows: vocabularySize, columns: hiddenSize } = token;
  const isSequenceFirst = isFirstAxis(values, ids, added);
  const idsInput = indexInput(ids, isSequenceFirst);
  const positionInput = position === undefined ? undefined : indexInput(position, isSequenceFirst);
  // Positions that are not added, such as a rotation, have tables too: those that the position input looks up.
  const rotating = lookups.filter(({ indices }) => position !== undefined && indices.input === position);
  const contextLength = term?.rows ?? minimum(rotating.map(({ rows }) => rows));
  const lengthOf = ({ dims }: IndexInput): number | null | undefined => dims.at(isSequenceFirst ? 0 : -1);
  const fixedLength =
    lengthOf(idsInput) ?? (positionInput === undefined ? undefined : lengthOf(positionInput)) ?? term?.fixedLength;
  const seed = model.metadata.get('tokenscope.seed');
  const outputs = outputsOf(values, token, chain, added, hints);
  return {
    idsInput,
    ...(positionInput === undefined ? {} : { positionInput }),
    outputs,
    affordableTokens: affordableTokens(values, budget, fixedLength, fixedLength ?? contextLength),
    vocabularySize,
    hiddenSize,
    ...(contextLength === undefined ? {} : { contextLength }),
    ...(fixedLength === undefined ? {} : { fixedLength }),
    ...(segments.length === 0 ? {} : { segmentInputs: segments.map(input => indexInput(input, isSequenceFirst)) }),
    tables: {
      token: locationOf(token.table, token),
      ...(term === undefined ? {} : { position: locationOf(term.table, { ...term, columns: hiddenSize }) }),
    },
    positions: positionKindOf(model, term),
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
  added: Term | undefined,
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

/** Whether the ids are [sequence, batch]: a tensor of positions tells it best, then the names of the dimensions. */
function isFirstAxis(values: GraphValues, { shape }: ValueInfo, added: Added | undefined): boolean {
  if (shape?.length !== 2) return false;
  const axis = added?.position?.sequenceAxis;
  if (axis !== undefined) return (axis === 0) !== isTurned(values, added!.token);
  const [a, b] = shape;
  const isLength = (dim: unknown): boolean => typeof dim === 'string' && /seq|len|time|^[stl]$/i.test(dim);
  const isBatch = (dim: unknown): boolean => dim === 1 || (typeof dim === 'string' && /batch|^[bn]$/i.test(dim));
  return (isLength(a) && isBatch(b) && !isLength(b)) || (isBatch(b) && b !== 1 && !isBatch(a));
}

function checkOtherInputs(values: GraphValues, known: readonly (ValueInfo | undefined)[]): void {
  const others = values.inputs.filter(input => !known.includes(input));
  if (others.length === 0) return;
  const names = others.map(input => `"${input.name}"`).join(', ');
  throw new GraphError(`The graph also wants the input ${names}, which is neither token ids nor positions.`);
}

function positionKindOf(model: ModelInfo, added: Term | undefined): PositionKind {
  const said = positionKinds.find(kind => kind === model.metadata.get('tokenscope.positions'));
  return said ?? (added === undefined ? 'none' : 'learned');
}

const minimum = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : Math.max(1, Math.min(...values));
const nameOf = ({ name }: ValueInfo): string => name;

function declared({ name, dataType, shape }: ValueInfo): DeclaredValue {
  return { name, type: typeNameOf(dataType), shape: shape ?? [] };
}

function indexInput({ name, dataType, shape }: ValueInfo, isSequenceFirst: boolean): IndexInput {
  if (dataType !== dataTypes.int32 && dataType !== dataTypes.int64) {
    throw new GraphError(
      `The input "${name}" takes numbers of type ${typeNameOf(dataType)}; int32 or int64 was expected.`,
    );
  }
  const dims = (shape ?? [null, null]).map(dim => (typeof dim === 'number' && dim > 0 ? dim : null));
  if (dims.length < 1 || dims.length > 2) {
    throw new GraphError(
      `The input "${name}" has ${dims.length} dimensions; [sequence] or [batch, sequence] was expected.`,
    );
  }
  const type = dataType === dataTypes.int32 ? 'int32' : 'int64';
  return { name, type, dims, ...(isSequenceFirst && dims.length === 2 ? { isSequenceFirst } : {}) };
}
