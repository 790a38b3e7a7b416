/** Parts of a text, from `starts[i]` to `ends[i]`, exclusive, in UTF-16 units. */
export interface Spans {
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/** Where the tokens of one tokenizer begin and end. */
type Offsets = Spans;

/**
 * The parts of a text that tokenizers cut differently. A part goes from a place at which all of them cut to the next one, so that before and
 * after it they agree: what it costs with each can be compared.
 *
 * @param texts the tokens of one text under two tokenizers or more
 * @example
 * // "unbelievable cat": "un" "believable" " cat" and "unbel" "iev" "able" " cat"
 * differencesOf([a, b]); // { starts: [0], ends: [12] }
 */
export function differencesOf(texts: readonly Offsets[]): Spans {
  const courses = texts.map(boundariesOf);
  const next = courses.map(() => 0);
  const starts: number[] = [];
  const ends: number[] = [];
  let start = 0;
  let isDifferent = false;
  for (;;) {
    const place = Math.min(...courses.map((course, index) => course[next[index]!] ?? Infinity));
    if (place === Infinity) break;
    const isCommon = courses.every((course, index) => course[next[index]!] === place);
    courses.forEach((course, index) => {
      if (course[next[index]!] === place) next[index]!++;
    });
    if (!isCommon) {
      isDifferent = true;
      continue;
    }
    if (isDifferent) {
      starts.push(start);
      ends.push(place);
    }
    start = place;
    isDifferent = false;
  }
  // Words that a tokenizer does not have may leave the end of the text to the others alone.
  const last = Math.max(0, ...courses.map(course => course.at(-1) ?? 0));
  if (isDifferent && last > start) {
    starts.push(start);
    ends.push(last);
  }
  return { starts: Uint32Array.from(starts), ends: Uint32Array.from(ends) };
}

/** Where tokens begin or end, each place once. Tokens that share a character have the same ones. */
function boundariesOf({ starts, ends }: Offsets): Uint32Array {
  const places = new Uint32Array(2 * ends.length);
  let length = 0;
  let last = 0;
  for (let index = 0; index < ends.length; index++)
    for (const place of [starts[index]!, ends[index]!])
      if (place > last) {
        places[length++] = place;
        last = place;
      }
  return places.subarray(0, length);
}
