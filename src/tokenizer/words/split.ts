import { dash, inWord, kindOfUnit, punctuation, space } from './pythonSpace';

/**
 * The parts of a text that Python's `re.split(r'([,.:;?_!"()\']|--|\s)', text)` gives, without the empty ones, from left to right. White space
 * is a part of its own, a unit at a time; the chapter strips it away, and nothing else, as no other part holds any.
 *
 * A part follows from the text from its start on and from at most two units after it: splitting may begin again at any boundary.
 *
 * @param visit hears of each part: where it starts, where it ends, and whether it is a word; white space is none
 * @example
 * splitWords('the mat--now!', (start, end, isWord) => ...); // 'the', ' ' (no word), 'mat', '--', 'now', '!'
 */
export function splitWords(text: string, visit: (start: number, end: number, isWord: boolean) => void): void {
  const { length } = text;
  let start = 0;
  for (let at = 0; at < length;) {
    const kind = kindOfUnit[text.charCodeAt(at)]!;
    const isCut = kind === dash ? kindOfUnit[text.charCodeAt(at + 1)] === dash : kind !== inWord;
    if (!isCut) {
      at++;
      continue;
    }
    if (start < at) visit(start, at, true);
    const end = at + (kind === dash ? 2 : 1);
    visit(at, end, kind !== space);
    start = at = end;
  }
  if (start < length) visit(start, length, true);
}

/** Whether the split leaves a text whole, so that a text can hold it as a word. */
export function isWholeWord(text: string): boolean {
  let [parts, words] = [0, 0];
  splitWords(text, (_start, _end, isWord) => {
    parts++;
    if (isWord) words++;
  });
  return parts === 1 && words === 1;
}

/**
 * A place after which the split begins anew whatever follows: after the last white space or sign of punctuation; 0 if there is none. Two
 * dashes are not looked for, as whether they belong together depends on those before.
 */
export function settledUntil(text: string): number {
  let at = text.length;
  while (at > 0) {
    const kind = kindOfUnit[text.charCodeAt(at - 1)]!;
    if (kind === space || kind === punctuation) break;
    at--;
  }
  return at;
}

/**
 * The text of words, by the chapter's two steps: `' '.join(words)`, then `re.sub(r'\s+([,.?!"()\'])', r'\1', text)`, which takes the space
 * away before seven signs. As no word holds white space, that is the space of the join and no other.
 *
 * @example
 * joinWords(['it', '.', '"', 'Meow', '?', '"']); // 'it." Meow?"'
 */
export function joinWords(words: readonly string[]): string {
  const parts: string[] = [];
  for (const [index, word] of words.entries()) {
    if (index > 0 && !standsClose.test(word)) parts.push(' ');
    parts.push(word);
  }
  return parts.join('');
}

const standsClose = /^[,.?!"()']/;
