import { basename } from 'node:path';
import { floatSizes } from '../embedding/floats';
import { vectorKinds, type TableLocation } from '../embedding/graphCard';
import type { GraphCardMessage, TableCardMessage } from '../protocol/inference';
import type { ModelFormat } from './fileFormat';
import type { ModelFile } from './modelFile';
import type { RuntimeKind } from './runtime';

/** @param name of the model's file, which holds a table that is not beside it */
export function tableMessage(table: TableLocation, format: ModelFormat, name: string): TableCardMessage {
  const { rows, columns, type, packed } = table;
  return {
    name: table.name,
    type: packed === undefined ? type : 'int8',
    rows,
    columns,
    where: format !== 'onnx' ? format : table.file === undefined ? 'inside' : 'beside',
    file: table.file ?? name,
    bytes: packed === undefined ? rows * columns * floatSizes[type] : rows * (columns + floatSizes.float32),
  };
}

/** @param name the file's name as a person gave it, which may be a link's */
export function cardMessage(file: ModelFile, name: string, runtime: RuntimeKind): GraphCardMessage {
  const { path, format, fileSize, card } = file;
  const { vocabularySize, hiddenSize, contextLength, fixedLength, affordableTokens, opset, seed, producer } = card;
  const { positions, tables } = card;
  const ofTable = (table: TableLocation): TableCardMessage => {
    const card = tableMessage(table, format, name);
    return table.file === basename(path) ? { ...card, file: name } : card;
  };
  return {
    path,
    name,
    vocabularySize,
    hiddenSize,
    contextLength,
    fixedLength,
    affordableTokens,
    idsInput: card.idsInput.name,
    positionInput: card.positionInput?.name,
    outputs: vectorKinds.filter(kind => card.outputs[kind] !== undefined),
    opset,
    seed,
    format,
    fileSize,
    producer,
    tokenTable: ofTable(tables.token),
    ...(tables.position === undefined ? {} : { positionTable: ofTable(tables.position) }),
    positions,
    declaredInputs: card.declaredInputs.map(({ shape, ...value }) => ({ ...value, shape: [...shape] })),
    declaredOutputs: card.declaredOutputs.map(({ shape, ...value }) => ({ ...value, shape: [...shape] })),
    guesses: [...card.guesses],
    runtime,
  };
}
