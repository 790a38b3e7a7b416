/**
 * GPT-2's alphabet of bytes: each byte as a character that can be seen, so that vocabularies are texts. Bytes that can be seen in Latin-1
 * are themselves; the others are U+0100 and the following, in order.
 *
 * @example characterOfByte[0x20] // 'Ġ'
 */
export const characterOfByte: readonly string[] = makeAlphabet();
const byteOfCharacter = new Map(characterOfByte.map((character, byte) => [character, byte]));

function makeAlphabet(): string[] {
  const isSeen = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(isSeen(byte) ? byte : next++));
}

const byteOfUnit = Int16Array.from(
  { length: 0x180 },
  (_, unit) => byteOfCharacter.get(String.fromCharCode(unit)) ?? -1,
);

/** The bytes that a text of this alphabet stands for; nothing if it has another character. */
export function bytesOfAlphabet(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const byte = byteOfUnit[text.charCodeAt(at)] ?? -1;
    if (byte < 0) return undefined;
    bytes[at] = byte;
  }
  return bytes;
}

/** @example alphabetOf(new TextEncoder().encode(' é')) // 'ĠÃ©' */
export function alphabetOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += characterOfByte[byte]!;
  return text;
}
