import { ProtobufReader, ProtobufWriter } from './protobuf';

/** From a model to the entry that names a file of weights: graph, initializer, external_data, in the numbers of onnx.proto. */
const wayToEntries = [7, 5, 13] as const;
const entryKey = 1;
const entryValue = 2;

/**
 * The same model with other names for the files of its weights. All else stays as it is, byte by byte. Tensors in attributes of nodes
 * keep the names that they have.
 *
 * Source: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, `TensorProto.external_data`.
 *
 * @example
 * relocateWeights(model, new Map([['model.onnx_data', '0f3a...']])); // as a link of the Hugging Face cache says
 */
export function relocateWeights(model: Uint8Array, names: ReadonlyMap<string, string>): Uint8Array {
  const source = {
    size: model.length,
    read: (offset: number, length: number) => model.subarray(offset, offset + length),
  };
  const reader = new ProtobufReader(source);
  const message = (start: number, end: number, depth: number): ProtobufWriter => {
    if (depth === wayToEntries.length) return entry(reader, start, end, names);
    const writer = new ProtobufWriter();
    let from = start;
    for (const field of reader.fields(start, end)) {
      const isOnWay = field.number === wayToEntries[depth] && field.wire === 2;
      if (isOnWay) writer.message(field.number, message(field.start, field.end, depth + 1));
      else writer.raw(model.subarray(from, field.end));
      from = field.end;
    }
    return writer;
  };
  return message(0, model.length, 0).finish();
}

function entry(reader: ProtobufReader, start: number, end: number, names: ReadonlyMap<string, string>): ProtobufWriter {
  let key = '';
  let value = '';
  for (const field of reader.fields(start, end)) {
    if (field.number === entryKey) key = reader.string(field);
    else if (field.number === entryValue) value = reader.string(field);
  }
  return new ProtobufWriter()
    .string(entryKey, key)
    .string(entryValue, key === 'location' ? (names.get(value) ?? value) : value);
}
