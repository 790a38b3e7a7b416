/**
 * Where UTF-8 may be cut in two, so that each part can be encoded alone whatever the pattern is: the last such place, 0 if there is none.
 *
 * In every split pattern a piece ends before a single space between a letter, a stop or a comma and a letter, as `lastWord` has it; and
 * after a single newline between two characters that are no white space. A text without spaces, as Chinese, has its lines.
 *
 * @example lastCut(utf8('The cat sat')) // 7, before " sat"
 */
export function lastCut(bytes: Uint8Array): number {
  for (let at = bytes.length - 2; at > 1; at--) {
    if (bytes[at] === 0x20 ? isAfterWord(bytes[at - 1]!) && isLetter(bytes[at + 1]!) : isAfterLine(bytes, at))
      return at;
  }
  return 0;
}

function isAfterWord(byte: number): boolean {
  return isLetter(byte) || byte === 0x2c || byte === 0x2e;
}

function isLetter(byte: number): boolean {
  return (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
}

function isAfterLine(bytes: Uint8Array, at: number): boolean {
  if (bytes[at - 1] !== 0x0a) return false;
  return (isVisible(bytes[at]!) || isIdeographStart(bytes[at]!)) && endsVisibly(bytes, at - 2);
}

/** ASCII that is neither white space nor a control character, nor a slash, which o200k takes along after a newline. */
function isVisible(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f && byte !== 0x2f;
}

/** First byte of U+4000 to U+9FFF, which are Chinese characters all but 64, and no white space. */
function isIdeographStart(byte: number): boolean {
  return byte >= 0xe4 && byte <= 0xe9;
}

/** Whether the character whose last byte is at `at` is visible: ASCII, a Chinese character, or punctuation of such texts. */
function endsVisibly(bytes: Uint8Array, at: number): boolean {
  const last = bytes[at]!;
  if (last < 0x80) return isVisible(last);
  const [first, second] = [bytes[at - 2] ?? 0, bytes[at - 1] ?? 0];
  if (isIdeographStart(first) || (first === 0xef && second === 0xbc)) return true; // U+FF00 to U+FF3F: full width
  return first === 0xe3 && second === 0x80 && last > 0x80; // U+3001 to U+303F: 3000 is a blank
}
