import { MappedBuilder, type MappedText } from './mappedText';
import type { Charsmap } from './charsmap';
import { unicodeForm, type UnicodeForm } from './unicodeForms';

/** One step that changes a text before it is split; the names are those of Hugging Face's tokenizers. */
export type Normalizer =
  | { readonly type: UnicodeForm }
  | { readonly type: 'Lowercase' }
  | { readonly type: 'StripAccents' }
  | { readonly type: 'Nmt' }
  | { readonly type: 'Strip'; readonly left: boolean; readonly right: boolean }
  | { readonly type: 'Prepend'; readonly prepend: string }
  | { readonly type: 'Replace'; readonly pattern: string | RegExp; readonly content: string }
  | { readonly type: 'Precompiled'; readonly charsmap: Charsmap }
  | {
      readonly type: 'BertNormalizer';
      readonly cleanText: boolean;
      readonly handleChineseChars: boolean;
      readonly stripAccents: boolean;
      readonly lowercase: boolean;
    };

/**
 * @param continues whether the text goes on from one before it, so that nothing is put before it
 * @example normalize(new MappedText('a b'), { type: 'Replace', pattern: ' ', content: '▁' }, false).text // 'a▁b'
 */
export function normalize(text: MappedText, step: Normalizer, continues: boolean): MappedText {
  switch (step.type) {
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return unicodeForm(text, step.type);
    case 'Lowercase':
      return mapCharacters(text, lowerCaseOf);
    case 'StripAccents':
      return mapCharacters(text, character => (/^\p{M}/u.test(character) ? '' : character));
    case 'Nmt':
      return mapCharacters(text, nmtOf);
    case 'Strip':
      return strip(text, step.left, step.right);
    case 'Prepend':
      return continues ? text : text.prepend(step.prepend);
    case 'Replace':
      return replace(text, step.pattern, step.content);
    case 'Precompiled':
      return step.charsmap.normalize(text);
    case 'BertNormalizer': {
      let result = step.cleanText ? mapCharacters(text, cleanOf) : text;
      if (step.handleChineseChars) result = mapCharacters(result, chineseOf);
      if (step.stripAccents)
        result = mapCharacters(unicodeForm(result, 'NFD'), each => (/^\p{Mn}/u.test(each) ? '' : each));
      return step.lowercase ? mapCharacters(result, lowerCaseOf) : result;
    }
  }
}

/** A text with each character replaced; as it is, if none changes. */
export function mapCharacters(text: MappedText, replacement: (character: string) => string): MappedText {
  let builder: MappedBuilder | undefined;
  let same = 0;
  let at = 0;
  for (const character of text.text) {
    const changed = replacement(character);
    const end = at + character.length;
    if (changed !== character) {
      builder ??= new MappedBuilder(text.text.length);
      builder.copy(text, same, at);
      builder.add(changed, text.startOf(at), text.endOf(end - 1));
      same = end;
    }
    at = end;
  }
  if (builder === undefined) return text;
  builder.copy(text, same, text.text.length);
  return builder.build();
}

/** @example replace(new MappedText('a  b'), / {2,}/gv, ' ').text // 'a b' */
export function replace(text: MappedText, pattern: string | RegExp, content: string): MappedText {
  if (pattern === '' || (typeof pattern === 'string' && !text.text.includes(pattern))) return text;
  const builder = new MappedBuilder(text.text.length);
  let same = 0;
  for (const [start, end] of matchesOf(text.text, pattern)) {
    if (start === end) continue;
    builder.copy(text, same, start);
    builder.add(content, text.startOf(start), text.endOf(end - 1));
    same = end;
  }
  if (same === 0) return text;
  builder.copy(text, same, text.text.length);
  return builder.build();
}

/** Where a text or an expression is found, one match after the other. */
export function* matchesOf(text: string, pattern: string | RegExp): Generator<readonly [number, number]> {
  if (typeof pattern === 'string') {
    if (pattern === '') return;
    for (let at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + pattern.length))
      yield [at, at + pattern.length];
    return;
  }
  for (const match of text.matchAll(pattern)) yield [match.index, match.index + match[0].length];
}

function strip(text: MappedText, left: boolean, right: boolean): MappedText {
  let [from, to] = [0, text.text.length];
  const isSpace = (at: number): boolean => /\p{White_Space}/u.test(text.text[at]!);
  while (left && from < to && isSpace(from)) from++;
  while (right && to > from && isSpace(to - 1)) to--;
  return text.slice(from, to);
}

/** As Rust, which looks at one character: a capital sigma at the end of a word is a small one like any other. */
const lowerCaseOf = (character: string): string => character.toLowerCase();

/** Control characters go, white space becomes blanks. */
function cleanOf(character: string): string {
  if (character === '\t' || character === '\n' || character === '\r') return ' ';
  if (character === '\0' || character === '\ufffd' || /^[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/u.test(character)) return '';
  return /^\p{White_Space}/u.test(character) ? ' ' : character;
}

/** Each Chinese character becomes a word of its own. */
function chineseOf(character: string): string {
  return isChinese(character.codePointAt(0)!) ? ` ${character} ` : character;
}

function isChinese(point: number): boolean {
  return (
    (point >= 0x4e00 && point <= 0x9fff) ||
    (point >= 0x3400 && point <= 0x4dbf) ||
    (point >= 0x20000 && point <= 0x2a6df) ||
    (point >= 0x2a700 && point <= 0x2b73f) ||
    (point >= 0x2b740 && point <= 0x2b81f) ||
    (point >= 0x2b920 && point <= 0x2ceaf) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0x2f800 && point <= 0x2fa1f)
  );
}

/** The control characters that T5's tool takes away, and the white space that it makes blanks. */
function nmtOf(character: string): string {
  const point = character.codePointAt(0)!;
  const isControl =
    (point >= 1 && point <= 8) ||
    point === 0xb ||
    (point >= 0xe && point <= 0x1f) ||
    [0x7f, 0x8f, 0x9f].includes(point);
  if (isControl) return '';
  const isBlank =
    [9, 0xa, 0xc, 0xd, 0x1680, 0x2028, 0x2029, 0x2581, 0xfeff, 0xfffd].includes(point) ||
    (point >= 0x200b && point <= 0x200f);
  return isBlank ? ' ' : character;
}
