import { compileWasm, instantiate, type Address, type WasmModule } from '../../base/webAssembly';
import { classOf, classTable } from '../split/characterClass';
import type { SplitPattern } from '../split/rules';
import type { Stretch, TokenBuffer } from './tokenBuffer';
import type { Vocabulary } from './vocabulary';

/** The compiled kernel, of which each tokenizer has an instance of its own. */
export type KernelModule = WasmModule;

/** @param bytes those of dist/kernel.wasm, which the build compiles from src/tokenizer/kernel */
export function compileKernel(bytes: Uint8Array): KernelModule {
  return compileWasm(bytes);
}

/**
 * The kernel stopped: its memory could not grow, or it has a fault. Nothing of the text was encoded. The next text gets an instance of
 * its own; who follows a text by its edits must begin it anew, as an edit may be half done.
 */
export class KernelError extends Error {
  override readonly name = 'KernelError';

  constructor(units: number, megabytes: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The tokenizer stopped at a text of ${units} UTF-16 units, with ${megabytes.toFixed(1)} MB of memory: ${reason}. ` +
        'Try again with a shorter text.',
      { cause },
    );
  }
}

/** What kernel/encode.ts exports: addresses, and functions; see kernel/memory.ts for what lies where. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly tokenBytes: Address;
  readonly tokenLengths: Address;
  readonly classOfByte: Address;
  readonly blockOf: Address;
  readonly blocks: Address;
  readonly text: Address;
  readonly ids: Address;
  readonly unitStarts: Address;
  readonly ends: Address;
  readonly pieces: Address;
  readonly pieceCount: Address;
  readonly sureEnd: Address;
  readonly joinedLeft: Address;
  readonly joinedRight: Address;
  layOut(ids: number, bytes: number, blocks: number): void;
  open(ids: number): void;
  reserveText(bytes: number): void;
  reserveTokens(bytes: number): void;
  encode(pattern: number, bytes: number, isLast: number): number;
  toUnits(tokens: number, isAscii: number): void;
  unitsOf(bytes: number): number;
  isUtf8(address: number, bytes: number): number;
  hasPair(address: number, bytes: number, first: number, second: number): number;
  keepsJoint(left: number, right: number): number;
  find(address: number, length: number): number;
  mergesToItself(id: number): number;
}

/** How kernel/encode.ts numbers the patterns. */
const numberOf: Readonly<Record<SplitPattern, number>> = { gpt2: 0, cl100k: 1, o200k: 2, none: 3, qwen2: 4 };
/** Pieces that the host has cut. */
const given = 5;
/** Class of a byte of a longer character, and of the sentinel, 0xff, that ends a text; as in kernel/classes.ts. */
const longer = 128;
const end = 64;
const noToken = 0x3fff_ffff;

/** A slice of a text in UTF-16 units: a few MB of memory, whatever the text. Tests make it tiny. */
const usualSlice = 1 << 16;
/** More bytes than this in one piece, and addresses would not fit 32 bits. */
const maximumSlice = 1 << 27;
/** Linear memory only grows: an instance that has grown by more bytes than this is let go after the text. */
const keptGrowth = 1 << 24;

/**
 * An instance of the kernel for one vocabulary and one pattern: it is made for the first text, and made anew after a giant one and after
 * a trap.
 *
 * A long text goes through in slices; each begins where the last sure piece of the one before ended.
 */
export class Kernel {
  #exports: Exports | undefined;
  /** Bytes of memory before the first text. */
  #opened = 0;
  #bytes = new Uint8Array(0);
  readonly #utf8 = new TextEncoder();

  /** @param sliceLength at least 2 */
  constructor(
    private readonly module: KernelModule,
    private readonly vocabulary: Vocabulary,
    private readonly pattern: SplitPattern,
    private readonly sliceLength = usualSlice,
  ) {}

  /**
   * Adds the tokens of a text without special tokens.
   *
   * @throws KernelError if the kernel stops
   */
  encode(text: string, tokens: TokenBuffer): void {
    this.#run(text.length, kernel => {
      let from = 0;
      let length = this.sliceLength;
      while (from < text.length) {
        const units = this.#encodeSlice(kernel, text, from, length, tokens);
        // Nothing of it is sure: a piece is longer than the slice.
        length = units === 0 ? 2 * length : this.sliceLength;
        from += units;
      }
    });
    if (this.#bytes.length - this.#opened > keptGrowth) this.#close();
  }

  /**
   * Adds the tokens of a text that is cut already.
   *
   * @param ends where each piece ends, in UTF-16 units; no piece cuts a surrogate pair in two, and the last ends the text
   */
  encodePieces(text: string, ends: readonly number[], tokens: TokenBuffer): void {
    this.#run(text.length, kernel => {
      for (let from = 0, piece = 0; from < text.length;) {
        const first = piece++;
        while (piece < ends.length && ends[piece]! - from <= this.sliceLength) piece++;
        const to = ends[piece - 1]!;
        this.#encodeGiven(kernel, text.slice(from, to), from, ends.slice(first, piece), tokens);
        from = to;
      }
    });
    if (this.#bytes.length - this.#opened > keptGrowth) this.#close();
  }

  /**
   * Adds the tokens of UTF-8 without special tokens, without offsets. Bytes that are none count as U+FFFD, as TextDecoder has it.
   *
   * @param refused two bytes that special tokens begin with
   * @returns false if these stand in it: what was added is then of no use
   * @throws KernelError if the kernel stops
   */
  encodeUtf8(bytes: Uint8Array, tokens: TokenBuffer, refused?: readonly [number, number]): boolean {
    const isDone = this.#run(bytes.length, kernel => {
      let rest = 0;
      let length = Math.max(4, this.sliceLength);
      for (let from = 0, to = 0; from < bytes.length; from = to) {
        to = characterStart(bytes, from + length);
        const known = this.#putPart(kernel, bytes.subarray(from, to), rest);
        const searched = Math.max(0, rest - 1); // A pair may begin with the last byte of what came before.
        const { value } = kernel.text;
        if (refused !== undefined && kernel.hasPair(value + searched, known - searched, ...refused) !== 0) return false;
        rest = this.#encodePart(kernel, known, to === bytes.length, tokens);
        length = rest === known ? 2 * length : Math.max(4, this.sliceLength);
      }
      return true;
    });
    if (this.#bytes.length - this.#opened > keptGrowth) this.#close();
    return isDone;
  }

  /** The two tokens that the last merge of a token's own bytes joins; nothing if these, alone, become another list of tokens. */
  lastMerge(id: number): { readonly left: number; readonly right: number } | undefined {
    return this.#run(0, kernel => {
      if (kernel.mergesToItself(id) === 0) return undefined;
      return { left: kernel.joinedLeft.value, right: kernel.joinedRight.value };
    });
  }

  /** Whether two tokens stay as they are side by side in one piece: whether their text as one piece is these two tokens. */
  keepsJoint(left: number, right: number): boolean {
    const { size } = this.vocabulary;
    if (left >= size || right >= size) return false;
    return this.#run(0, kernel => kernel.keepsJoint(left, right) !== 0);
  }

  /** The id of the token that has these bytes; nothing if there is none. */
  find(bytes: Uint8Array): number | undefined {
    const id = this.#run(bytes.length, kernel => {
      kernel.reserveText(bytes.length);
      this.#memory(kernel).set(bytes, kernel.text.value);
      return kernel.find(kernel.text.value, bytes.length);
    });
    return id === noToken ? undefined : id;
  }

  /** Encodes some of a text. Returns how many units of it are done. */
  #encodeSlice(kernel: Exports, text: string, from: number, length: number, tokens: TokenBuffer): number {
    const isLast = from + length >= text.length;
    let to = isLast ? text.length : from + length;
    if (!isLast && isHigh(text.charCodeAt(to - 1))) to--; // The other half of the pair comes with the next slice.
    const part = from === 0 && isLast ? text : text.slice(from, to);
    const { written, isAscii } = this.#write(kernel, part);
    const count = kernel.encode(numberOf[this.pattern], written, Number(isLast));
    const sure = kernel.sureEnd.value;
    const units = isLast ? part.length : isAscii ? sure : kernel.unitsOf(sure);
    if (tokens.wanted === 'offsets' || tokens.wanted === 'pieces') kernel.toUnits(count, Number(isAscii));
    tokens.add(this.#stretch(kernel, count, units));
    return units;
  }

  /** Gives the kernel a text, and room for its tokens. */
  #write(kernel: Exports, part: string): { written: number; isAscii: boolean } {
    if (part.length > maximumSlice) throw new RangeError(`a piece of more than ${maximumSlice} units does not fit`);
    kernel.reserveText(3 * part.length);
    const { value } = kernel.text;
    const { written } = this.#utf8.encodeInto(part, this.#memory(kernel).subarray(value, value + 3 * part.length));
    if (written > maximumSlice) throw new RangeError(`a piece of ${written} bytes does not fit`);
    kernel.reserveTokens(written);
    return { written, isAscii: written === part.length };
  }

  #encodeGiven(kernel: Exports, part: string, from: number, ends: readonly number[], tokens: TokenBuffer): void {
    const { written, isAscii } = this.#write(kernel, part);
    const cuts = new Uint32Array(kernel.memory.buffer, kernel.unitStarts.value, ends.length);
    if (isAscii) for (let piece = 0; piece < ends.length; piece++) cuts[piece] = ends[piece]! - from;
    else writeByteEnds(cuts, part, from, ends);
    const count = kernel.encode(given, written, 1);
    if (tokens.wanted === 'offsets' || tokens.wanted === 'pieces') kernel.toUnits(count, Number(isAscii));
    tokens.add(this.#stretch(kernel, count, part.length));
  }

  /** Puts some bytes, which begin and end with characters, after the `rest` that the kernel still has. Returns how many it has now. */
  #putPart(kernel: Exports, part: Uint8Array, rest: number): number {
    kernel.reserveText(rest + 3 * part.length);
    const at = kernel.text.value + rest;
    this.#memory(kernel).set(part, at);
    let length = part.length;
    if (kernel.isUtf8(at, part.length) === 0) {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(part);
      length = this.#utf8.encodeInto(text, this.#memory(kernel).subarray(at)).written;
    }
    if (rest + length > maximumSlice) throw new RangeError(`a piece of ${rest + length} bytes does not fit`);
    return rest + length;
  }

  /** Encodes the `length` bytes that the kernel has. Returns how many of them are left over; the kernel has them where the text begins. */
  #encodePart(kernel: Exports, length: number, isLast: boolean, tokens: TokenBuffer): number {
    kernel.reserveTokens(length);
    const count = kernel.encode(numberOf[this.pattern], length, Number(isLast));
    tokens.add(this.#stretch(kernel, count, 0));
    if (isLast) return 0;
    const { value: at } = kernel.text;
    const sure = kernel.sureEnd.value;
    this.#memory(kernel).copyWithin(at, at + sure, at + length);
    return length - sure;
  }

  /** Views of what the kernel wrote. */
  #stretch(kernel: Exports, count: number, units: number): Stretch {
    const { buffer } = kernel.memory;
    const view = ({ value }: Address, length: number): Uint32Array => new Uint32Array(buffer, value, length);
    return {
      ids: view(kernel.ids, count),
      starts: view(kernel.unitStarts, count),
      ends: view(kernel.ends, count),
      pieces: view(kernel.pieces, kernel.pieceCount.value),
      units,
    };
  }

  /** The module's memory; growing detaches every view of it. */
  #memory({ memory }: Exports): Uint8Array {
    if (this.#bytes.buffer !== memory.buffer) this.#bytes = new Uint8Array(memory.buffer);
    return this.#bytes;
  }

  #run<T>(units: number, work: (kernel: Exports) => T): T {
    try {
      return work((this.#exports ??= this.#open()));
    } catch (error) {
      const megabytes = (this.#exports?.memory.buffer.byteLength ?? 0) / 1e6;
      this.#close();
      throw new KernelError(units, megabytes, error);
    }
  }

  #open(): Exports {
    const kernel = instantiate(this.module) as Exports;
    const { lengths, bytes } = this.vocabulary;
    const { blockOf, blocks } = classTable;
    kernel.layOut(lengths.length, bytes.length, blocks.length >> 8);
    const memory = this.#memory(kernel);
    memory.set(bytes, kernel.tokenBytes.value);
    memory.set(lengths, kernel.tokenLengths.value);
    for (let byte = 0; byte < 128; byte++) memory[kernel.classOfByte.value + byte] = classOf(byte);
    memory.fill(longer, kernel.classOfByte.value + 128, kernel.classOfByte.value + 255);
    memory[kernel.classOfByte.value + 255] = end;
    new Uint16Array(memory.buffer, kernel.blockOf.value, blockOf.length).set(blockOf);
    memory.set(blocks, kernel.blocks.value);
    kernel.open(lengths.length);
    this.#opened = memory.length;
    return kernel;
  }

  #close(): void {
    this.#exports = undefined;
    this.#bytes = new Uint8Array(0);
  }
}

/** Where the character that spans `at` begins, or the next one; within bytes that are no UTF-8, a place where decoding may be cut. */
function characterStart(bytes: Uint8Array, at: number): number {
  if (at >= bytes.length) return bytes.length;
  for (let start = at; start > at - 4; start--) if ((bytes[start]! & 0xc0) !== 0x80) return start;
  return at; // After three bytes that go on with a character, no fourth one belongs to it.
}

const isHigh = (unit: number): boolean => (unit & 0xfc00) === 0xd800;

/** Where pieces end in bytes; a lone surrogate has three, as U+FFFD. */
function writeByteEnds(to: Uint32Array, part: string, from: number, ends: readonly number[]): void {
  let [at, bytes] = [0, 0];
  ends.forEach((end, piece) => {
    while (at < end - from) {
      const codePoint = part.codePointAt(at)!;
      bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
      at += codePoint > 0xffff ? 2 : 1;
    }
    to[piece] = bytes;
  });
}
