/**
 * White space as Python has it for text, the same for `re`'s `\s`, `str.strip` and `str.isspace`: the bidirectional types WS, B and S, and
 * the category Zs. Beyond JavaScript's it has U+001C to U+001F and U+0085, and it has not U+FEFF. All are single UTF-16 units.
 *
 * @example isPythonSpace('\u001c'.charCodeAt(0)); // true, where /\s/ says false
 */
export function isPythonSpace(unit: number): boolean {
  return kindOfUnit[unit] === space;
}

/** What the chapter's split expression makes of a UTF-16 unit. */
export const [inWord, space, punctuation, dash] = [0, 1, 2, 3] as const;

/** For each UTF-16 unit one of {@link inWord}, {@link space}, {@link punctuation} and {@link dash}. */
export const kindOfUnit = new Uint8Array(0x10000);
for (const [first, last] of [
  [0x09, 0x0d],
  [0x1c, 0x20],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
] as const)
  kindOfUnit.fill(space, first, last + 1);
for (const character of ',.:;?_!"()\'') kindOfUnit[character.charCodeAt(0)] = punctuation;
kindOfUnit['-'.charCodeAt(0)] = dash;
