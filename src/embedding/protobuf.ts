import type { ByteSource } from '../formats/byteSource';
import { GraphError } from './graphError';

const pageSize = 16384;
const utf8 = new TextDecoder();
const encoder = new TextEncoder();

/** One field of a message: a number, or the byte range of something longer. */
export interface Field {
  readonly number: number;
  readonly wire: 0 | 1 | 2 | 5;
  /** The number of a varint (signed 64 bits); 0 for the other wire types. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/** Reads the protobuf wire format from a {@link ByteSource}, a page at a time. Every read is checked against the message's end. */
export class ProtobufReader {
  #page: Uint8Array = new Uint8Array(0);
  #pageStart = 0;
  constructor(readonly source: ByteSource) {}

  *fields(start: number, end: number): Generator<Field> {
    let at = start;
    while (at < end) {
      const [tag, bodyStart] = this.#varint(at, end);
      const number = Math.floor(tag / 8);
      const wire = tag % 8;
      if (number < 1 || number > 536870911) throw damaged(at);
      let value = 0;
      let from = bodyStart;
      let to = bodyStart;
      if (wire === 0) [value, to] = this.#varint(bodyStart, end);
      else if (wire === 1) to = bodyStart + 8;
      else if (wire === 5) to = bodyStart + 4;
      else if (wire === 2) {
        const [length, next] = this.#varint(bodyStart, end);
        if (length < 0) throw damaged(at);
        from = next;
        to = next + length;
      } else throw damaged(at);
      if (to > end) throw damaged(at);
      yield { number, wire, value, start: from, end: to };
      at = to;
    }
  }

  string(field: Field): string {
    if (field.wire !== 2) throw damaged(field.start);
    if (field.end - field.start > 1 << 20)
      throw new GraphError('Not a usable ONNX model: a name of over a million bytes.');
    return utf8.decode(this.source.read(field.start, field.end - field.start));
  }

  /** A repeated integer: packed or one at a time, as either is allowed. */
  integers(field: Field, into: number[]): void {
    if (field.wire === 0) into.push(field.value);
    else if (field.wire === 2) {
      if (field.end - field.start > 1 << 20) return;
      for (let at = field.start; at < field.end;) {
        const [value, next] = this.#varint(at, field.end);
        into.push(value);
        at = next;
      }
    } else throw damaged(field.start);
  }

  #varint(start: number, end: number): [value: number, next: number] {
    let low = 0;
    let scale = 1;
    let at = start;
    for (let i = 0; i < 7; i++) {
      const byte = this.#byte(at++, end);
      low += (byte & 127) * scale;
      if (byte < 128) return [low, at];
      scale *= 128;
    }
    // 49 bits are in `low`; the rest needs all 64.
    let wide = BigInt(low);
    for (let i = 7; i < 10; i++) {
      const byte = this.#byte(at++, end);
      wide |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) return [Number(BigInt.asIntN(64, wide)), at];
    }
    throw damaged(start);
  }

  #byte(at: number, end: number): number {
    if (at >= end || at >= this.source.size) throw damaged(at);
    if (at < this.#pageStart || at >= this.#pageStart + this.#page.length) {
      this.#pageStart = at;
      this.#page = this.source.read(at, Math.min(pageSize, this.source.size - at));
      if (this.#page.length === 0) throw damaged(at);
    }
    return this.#page[at - this.#pageStart]!;
  }
}

function damaged(at: number): GraphError {
  return new GraphError(
    `Not a usable ONNX model: the file is damaged, cut short or of another format: byte ${at} fits nothing. Download it again or choose another.`,
  );
}

/** A place in a message for bytes that are too many to hold: whoever writes the message writes them there. */
export interface Gap {
  readonly name: string;
  readonly length: number;
}

/** Builds one protobuf message. @example new ProtobufWriter().string(1, 'x').finish() */
export class ProtobufWriter {
  readonly #parts: (Uint8Array | Gap)[] = [];

  integer(field: number, value: number): this {
    this.#varint(field * 8);
    this.#varint(value);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    return this.#delimited(field, value.length, [value]);
  }

  /** Fields that are encoded already. */
  raw(bytes: Uint8Array): this {
    this.#parts.push(bytes);
    return this;
  }

  gap(field: number, gap: Gap): this {
    return this.#delimited(field, gap.length, [gap]);
  }

  string(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  message(field: number, value: ProtobufWriter): this {
    const length = value.#parts.reduce((sum, part) => sum + part.length, 0);
    return this.#delimited(field, length, value.#parts);
  }

  /** The message in order, its gaps as they are. */
  pieces(): (Uint8Array | Gap)[] {
    return [...this.#parts];
  }

  /** The whole message, which has no gaps. */
  finish(): Uint8Array {
    const all = new Uint8Array(this.#parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of this.#parts) {
      if (!(part instanceof Uint8Array)) throw new Error(`The bytes of "${part.name}" are missing`);
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #delimited(field: number, length: number, parts: readonly (Uint8Array | Gap)[]): this {
    this.#varint(field * 8 + 2);
    this.#varint(length);
    for (const part of parts) this.#parts.push(part);
    return this;
  }

  #varint(value: number): void {
    const bytes: number[] = [];
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
    bytes.push(Number(rest));
    this.#parts.push(Uint8Array.from(bytes));
  }
}
