/** A JSON value whose whole numbers are exact: integers are `bigint`, all others `number`. */
export type StrictJson = null | boolean | bigint | number | string | StrictJson[] | Map<string, StrictJson>;

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const space = /[ \t\n\r]*/y;
const word = /true|false|null/y;
const words = { true: true, false: false, null: null } as const;
const deepest = 32;
/** Digits of an integer: far beyond 64 bits, and quick to convert. */
const longestInteger = 40;

/**
 * Parses JSON as RFC 8259 has it, and refuses what `JSON.parse` lets pass silently: a key that an object has twice.
 *
 * @example
 * parseStrictJson('{"a": 1, "a": 2}'); // SyntaxError: the key "a" is there twice, at character 9
 * @throws SyntaxError with the place in UTF-16 units
 */
export function parseStrictJson(text: string): StrictJson {
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  #at = 0;
  constructor(readonly text: string) {}

  value(depth: number): StrictJson {
    if (depth > deepest) throw this.#wrong(`more than ${deepest} levels`);
    this.#match(space);
    const first = this.text[this.#at];
    if (first === '{') return this.#object(depth);
    if (first === '[') return this.#array(depth);
    if (first === '"') return this.#string();
    const known = this.#match(word);
    if (known !== undefined) return words[known as keyof typeof words];
    const digits = this.#match(number);
    if (digits === undefined) throw this.#wrong(first === undefined ? 'the text ends too early' : 'no value');
    if (!/^-?\d+$/.test(digits)) return Number(digits);
    if (digits.length > longestInteger) throw this.#wrong(`a number of ${digits.length} digits`);
    return BigInt(digits);
  }

  end(): void {
    this.#match(space);
    if (this.#at < this.text.length) throw this.#wrong('more text after the end');
  }

  #object(depth: number): Map<string, StrictJson> {
    const object = new Map<string, StrictJson>();
    this.#at++;
    if (this.#is('}')) return object;
    do {
      this.#match(space);
      const at = this.#at;
      const key = this.#string();
      if (object.has(key)) throw this.#wrong(`the key ${JSON.stringify(key.slice(0, 80))} is there twice`, at);
      if (!this.#is(':')) throw this.#wrong('":" expected');
      object.set(key, this.value(depth + 1));
    } while (this.#is(','));
    if (!this.#is('}')) throw this.#wrong('"}" expected');
    return object;
  }

  #array(depth: number): StrictJson[] {
    const array: StrictJson[] = [];
    this.#at++;
    if (this.#is(']')) return array;
    do array.push(this.value(depth + 1));
    while (this.#is(','));
    if (!this.#is(']')) throw this.#wrong('"]" expected');
    return array;
  }

  #string(): string {
    if (this.text[this.#at] !== '"') throw this.#wrong('a string expected');
    let end = this.#at + 1;
    for (; this.text[end] !== '"'; end++) {
      if (end >= this.text.length) throw this.#wrong('a string without end');
      if (this.text[end] === '\\') end++;
    }
    try {
      const string = JSON.parse(this.text.slice(this.#at, end + 1)) as string;
      this.#at = end + 1;
      return string;
    } catch {
      throw this.#wrong('a string with a character or escape that JSON has not');
    }
  }

  #is(character: string): boolean {
    this.#match(space);
    if (this.text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.#at += found.length;
    return found;
  }

  #wrong(what: string, at = this.#at): SyntaxError {
    return new SyntaxError(`${what}, at character ${at}`);
  }
}
