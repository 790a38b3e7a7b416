/** The text of `length` UTF-16 units at `offset` is replaced, as in VS Code's `contentChanges`. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** A text that can be read in parts. */
interface Readable {
  readonly length: number;
  text(start: number, end: number): string;
}

const step = 1024;

/**
 * The same change as far to the right as it can be made: a blank typed in a run of blanks could as well have been typed at its end. There
 * it changes the fewest tokens of a long piece, as pairs are merged from the left.
 *
 * @example
 * slideRight('a    b', { offset: 2, length: 0, text: ' ' }) // offset 5: the blank before "b"
 */
export function slideRight(readable: Readable, change: TextChange): TextChange {
  const { offset, length: removed, text } = change;
  if (removed > 0 && text !== '') return change;
  const { length } = readable;
  let slid = 0;
  for (let isSame = true; isSame;) {
    const from = offset + slid;
    const here = readable.text(from, Math.min(length, from + step));
    const there = removed > 0 ? readable.text(from + removed, Math.min(length, from + removed + step)) : '';
    isSame = here.length === step;
    for (let unit = 0; unit < here.length; unit++, slid++) {
      const moved = removed > 0 ? there.charCodeAt(unit) : text.charCodeAt(slid % text.length);
      if (here.charCodeAt(unit) === moved) continue;
      isSame = false;
      break;
    }
  }
  const turn = text === '' ? 0 : slid % text.length;
  return { offset: offset + slid, length: removed, text: text.slice(turn) + text.slice(0, turn) };
}
