import { MappedBuilder, type MappedText } from './mappedText';

export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

const mark = /^\p{M}/u;
/** A vowel or a final consonant of Hangul, which becomes one with the letter before it. */
const joins = /^[\u1160-\u11ff\ud7b0-\ud7ff]/;

/**
 * Whether no Unicode form makes one of what stands before and after an offset: whether both sides can be normalized apart.
 *
 * @example isBorder('e\u0301', 1) // false: together they are é
 */
export function isBorder(text: string, at: number): boolean {
  if (at <= 0 || at >= text.length) return true;
  const unit = text.charCodeAt(at);
  if (unit < 0x300) return true;
  if ((unit & 0xfc00) === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) return false;
  const first = String.fromCodePoint(text.codePointAt(at)!).normalize('NFKD');
  return !mark.test(first) && !joins.test(first);
}

/**
 * A text in a Unicode form. What changes together, such as a letter and its accents, comes from all of what it was made from.
 *
 * @example unicodeForm(new MappedText('e\u0301'), 'NFC') // 'é', from 0 to 2
 */
export function unicodeForm(text: MappedText, form: UnicodeForm): MappedText {
  const before = text.text;
  if (before.normalize(form) === before) return text;
  const builder = new MappedBuilder(before.length);
  let [same, start] = [0, 0];
  for (let at = 1; at <= before.length; at++) {
    if (!isBorder(before, at)) continue;
    const part = before.slice(start, at);
    const changed = part.normalize(form);
    if (changed !== part) {
      builder.copy(text, same, start);
      builder.add(changed, text.startOf(start), text.endOf(at - 1));
      same = at;
    }
    start = at;
  }
  builder.copy(text, same, before.length);
  return builder.build();
}
