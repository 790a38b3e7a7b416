/** Random access to a file, so that the structure of gigabytes is read without their content. */
export interface ByteSource {
  readonly size: number;
  /** Exactly `length` bytes from `offset`; the caller stays inside `size`. */
  read(offset: number, length: number): Uint8Array;
}

export function bytesSource(bytes: Uint8Array): ByteSource {
  return { size: bytes.length, read: (offset, length) => bytes.subarray(offset, offset + length) };
}

/** A file that is not what its name or its first bytes say; the message is written for the person who chose it. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}
