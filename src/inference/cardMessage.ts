import { basename } from 'node:path';
import { floatSizes } from '../embedding/floats';
import { vectorKinds, type TableLocation } from '../embedding/graphCard';
import type { GraphCardMessage, TableCardMessage } from '../protocol/inference';
import type { ModelFile } from './modelFile';

/** @param name the file's name as a person gave it, which may be a link's */
export function cardMessage(file: ModelFile, name: string): GraphCardMessage {
  const { path, format, fileSize, card } = file;
  const { vocabularySize, hiddenSize, contextLength, fixedLength, opset, seed, producer, positions, tables } = card;
  const ofTable = (table: TableLocation): TableCardMessage => ({
    name: table.name,
    type: table.type,
    rows: table.rows,
    columns: table.columns,
    where: format !== 'onnx' ? format : table.file === undefined ? 'inside' : 'beside',
    file: table.file === undefined || table.file === basename(path) ? name : table.file,
    bytes: table.rows * table.columns * floatSizes[table.type],
  });
  return {
    path,
    name,
    vocabularySize,
    hiddenSize,
    contextLength,
    fixedLength,
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
    runtime: 'native',
  };
}
