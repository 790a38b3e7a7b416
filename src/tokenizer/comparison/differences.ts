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
  const next = new Uint32Array(courses.length);
  const starts: number[] = [];
  const ends: number[] = [];
  let start = 0;
  let isDifferent = false;
  for (;;) {
    const place = firstOf(courses, next);
    if (place === none) break;
    const isCommon = passAt(courses, next, place);
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

/** Stands for a place after all places. */
const none = 0xffff_ffff;

/** The first place that some course has not passed. Loops, as this is asked once for each token. */
function firstOf(courses: readonly Uint32Array[], next: Uint32Array): number {
  let first = none;
  for (let index = 0; index < courses.length; index++) {
    const course = courses[index]!;
    const at = next[index]!;
    if (at < course.length && course[at]! < first) first = course[at]!;
  }
  return first;
}

/** Passes a place in each course that has it; whether all have. */
function passAt(courses: readonly Uint32Array[], next: Uint32Array, place: number): boolean {
  let isCommon = true;
  for (let index = 0; index < courses.length; index++) {
    const at = next[index]!;
    if (courses[index]![at] === place) next[index] = at + 1;
    else isCommon = false;
  }
  return isCommon;
}

/** Where tokens begin or end, each place once. Tokens that share a character have the same ones. */
function boundariesOf({ starts, ends }: Offsets): Uint32Array {
  const places = new Uint32Array(2 * ends.length);
  let length = 0;
  let last = 0;
  for (let index = 0; index < ends.length; index++) {
    const [start, end] = [starts[index]!, ends[index]!];
    if (start > last) places[length++] = last = start;
    if (end > last) places[length++] = last = end;
  }
  return places.subarray(0, length);
}
