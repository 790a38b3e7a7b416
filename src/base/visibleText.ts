/** What a reader would not see, or would not tell from a blank. The Braille blank is in none of Unicode's classes of such characters. */
const unseen = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/u;
const shapes: Readonly<Record<string, string>> = { ' ': '·', '\t': '→', '\n': '⏎', '\r': '␍' };

/** A part of a text, as it is shown. */
export interface VisiblePart {
  readonly text: string;
  /** It stands for characters that nobody sees: `blank` has a shape of its own, `code` is a code point. */
  readonly kind: 'text' | 'blank' | 'code';
}

/**
 * A text in parts in which every character can be seen: blanks and line breaks as shapes, all other white space, controls, format
 * characters, variation selectors, fillers and lone surrogates by their code points. A combining mark that has nothing to stand on
 * gets a dotted circle.
 *
 * @example
 * visibleParts(' a\u200b'); // '·' (blank), 'a' (text), '⟨U+200B⟩' (code)
 */
export function visibleParts(text: string): VisiblePart[] {
  const parts: VisiblePart[] = [];
  const add = (shown: string, kind: VisiblePart['kind']): void => {
    const last = parts.at(-1);
    if (last?.kind === kind) parts[parts.length - 1] = { text: last.text + shown, kind };
    else parts.push({ text: kind === 'text' && /^\p{M}/u.test(shown) ? `◌${shown}` : shown, kind });
  };
  for (const character of text) {
    const shape = shapes[character];
    if (shape !== undefined) add(shape, 'blank');
    else if (unseen.test(character)) add(codeOf(character), 'code');
    else add(character, 'text');
  }
  return parts;
}

/** The same as one text. */
export function visibleText(text: string): string {
  return visibleParts(text)
    .map(part => part.text)
    .join('');
}

/** A character by its code point, as `⟨U+200B⟩`. */
export function codeOf(character: string): string {
  return `⟨U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`;
}
