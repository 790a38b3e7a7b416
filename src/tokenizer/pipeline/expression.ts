/** A regular expression of a tokenizer file that cannot be run here; the message says which part, and where. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError';
}

/** White_Space, which JavaScript's `\s` is not: that has U+FEFF and has not U+0085. */
const space = String.raw`\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
const word = String.raw`\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}`;
/** What stands for a class, inside one: the items, or those of its complement. */
const classes: Readonly<Record<string, string>> = { s: space, w: word, d: String.raw`\p{Nd}`, h: '0-9A-Fa-f' };
const controls: Readonly<Record<string, string>> = {
  t: '\\t',
  n: '\\n',
  r: '\\r',
  f: '\\f',
  v: '\\v',
  a: '\\u0007',
  e: '\\u001b',
};
const longest = 20_000;
const deepest = 100;

/**
 * An expression of Oniguruma or of Rust's regex library, as tokenizer files have them, for JavaScript: `(?i:..)`, possessive and
 * atomic groups, `\s` and `\w` by Unicode, and `^`, `$` and `.` by lines.
 *
 * An unbounded repetition of what itself repeats without bound, as `(a+)+`, can take time that doubles with each character. It is refused.
 *
 * @throws ExpressionSyntaxError for what JavaScript cannot do, or would take too long over
 * @example
 * translateExpression("(?i:'s)").source; // "(?:'[sS\u017f])"
 */
export function translateExpression(source: string): RegExp {
  if (source.length > longest) throw new ExpressionSyntaxError(`has ${source.length} characters, more than ${longest}`);
  const reader = new Translator(Array.from(source));
  const translated = reader.alternatives(false, 0).text;
  reader.end();
  try {
    return new RegExp(translated, 'gv');
  } catch (error) {
    throw new ExpressionSyntaxError(
      `JavaScript cannot read it: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** A part of an expression. */
interface Part {
  readonly text: string;
  /** Whether it holds a repetition without bound. */
  readonly repeats: boolean;
}

class Translator {
  #at = 0;
  #groups = 0;

  constructor(private readonly source: readonly string[]) {}

  end(): void {
    if (this.#at < this.source.length) throw this.#wrong('has a closing bracket too many');
  }

  alternatives(ignoreCase: boolean, depth: number): Part {
    if (depth > deepest) throw this.#wrong(`has more than ${deepest} groups in one another`);
    let [text, repeats] = ['', false];
    let folds = ignoreCase;
    while (this.#at < this.source.length && this.#peek() !== ')') {
      if (this.#peek() === '|') {
        text += '|';
        this.#at++;
        continue;
      }
      const flags = this.#take(/^\(\?(-?i)\)/);
      if (flags !== undefined) {
        folds = flags[1] === 'i';
        continue;
      }
      const part = this.#repeated(this.#atom(folds, depth));
      text += part.text;
      repeats ||= part.repeats;
    }
    return { text, repeats };
  }

  #atom(ignoreCase: boolean, depth: number): Part {
    const plain = (text: string): Part => ({ text, repeats: false });
    const next = this.#peek();
    if (next === '(') return this.#group(ignoreCase, depth);
    if (next === '[') return plain(this.#class(ignoreCase, depth));
    this.#at++;
    if (next === '.') return plain('[^\\n]');
    if (next === '^') return plain('(?<![^\\n])');
    if (next === '$') return plain('(?![^\\n])');
    if (next === '\\') return plain(this.#escape(ignoreCase));
    if ('*+?'.includes(next!)) throw this.#wrong(`repeats nothing at character ${this.#at - 1}`);
    return plain(literal(next!, ignoreCase));
  }

  #group(ignoreCase: boolean, depth: number): Part {
    const start = this.#take(/^\((\?<[A-Za-z]\w*>|\?<?[=!]|\?>|\?#[^)]*|\?(?:-?i)?:|(?!\?))/);
    if (start === undefined) throw this.#wrong(`has a group that is not known at character ${this.#at}`);
    const kind = start[1]!;
    if (kind.startsWith('?#')) {
      this.#at++;
      return { text: '', repeats: false };
    }
    const folds = kind === '?i:' ? true : kind === '?-i:' ? false : ignoreCase;
    const isAtomic = kind === '?>';
    // A lookahead does not try again what it has matched, and the group gives it back: together they are an atomic group.
    const number = isAtomic ? ++this.#groups : 0;
    const { text, repeats } = this.alternatives(folds, depth + 1);
    if (this.#peek() !== ')') throw this.#wrong('has a group without end');
    this.#at++;
    if (isAtomic) return { text: atomic(text, number), repeats: false };
    const opening = /^\?<?[=!]/.test(kind) ? kind : '?:';
    return { text: `(${opening}${text})`, repeats };
  }

  #repeated(part: Part): Part {
    let { text, repeats } = part;
    for (;;) {
      const found = this.#take(/^([*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})([+?]?)/);
      if (found === undefined) return { text, repeats };
      const [, count, how] = found as unknown as [string, string, string];
      const isUnbounded = count === '*' || count === '+' || count.endsWith(',}');
      if (isUnbounded && repeats)
        throw this.#wrong(
          `repeats what itself repeats without bound, before character ${this.#at}: time would double with each character`,
        );
      checkCount(count);
      const times = count.startsWith('{,') ? `{0${count.slice(1)}` : count;
      const isPossessive = how === '+' && !count.startsWith('{');
      const once = `(?:${text})${times}`;
      text = isPossessive ? atomic(once, ++this.#groups) : how === '?' ? `${once}?` : once;
      if (how === '+' && !isPossessive) this.#at--;
      repeats ||= isUnbounded && !isPossessive;
    }
  }

  /** A class in brackets. */
  #class(ignoreCase: boolean, depth: number): string {
    if (depth > deepest) throw this.#wrong(`has more than ${deepest} classes in one another`);
    const start = this.#at++;
    const isNegated = this.#peek() === '^';
    if (isNegated) this.#at++;
    let [items, before] = ['', [] as string[]];
    for (let isFirst = true; ; isFirst = false) {
      const next = this.#peek();
      if (next === undefined) throw this.#wrong(`has a class without end at character ${start}`);
      if (next === ']' && !isFirst) break;
      if (next === '&' && this.source[this.#at + 1] === '&') {
        this.#at += 2;
        before = [...before, `[${items}]`];
        items = '';
        continue;
      }
      items += this.#classItem(ignoreCase, depth);
    }
    this.#at++;
    const all = before.length === 0 ? items : [...before, `[${items}]`].join('&&');
    return `[${isNegated ? '^' : ''}${all}]`;
  }

  #classItem(ignoreCase: boolean, depth: number): string {
    if (this.#peek() === '[') {
      const posix = this.#take(/^\[:(\^?)(alpha|digit|alnum|upper|lower|space|punct):\]/);
      if (posix !== undefined) return posixClass(posix[2]!, posix[1] === '^');
      return this.#class(ignoreCase, depth + 1);
    }
    const from = this.#classCharacter(ignoreCase);
    const isRange = this.#peek() === '-' && this.source[this.#at + 1] !== ']' && from.character !== undefined;
    if (!isRange) return from.items;
    this.#at++;
    const to = this.#classCharacter(ignoreCase);
    if (to.character === undefined) throw this.#wrong(`has a range without end at character ${this.#at}`);
    const range = `${inClass(from.character)}-${inClass(to.character)}`;
    return ignoreCase ? range + foldedRange(from.character, to.character) : range;
  }

  #classCharacter(ignoreCase: boolean): { readonly items: string; readonly character?: string } {
    const character = this.source[this.#at++];
    if (character === undefined) throw this.#wrong('has a class without end');
    if (character !== '\\') return { items: casesOf(character, ignoreCase).map(inClass).join(''), character };
    const known = this.#codePoint();
    if (known !== undefined) return { items: casesOf(known, ignoreCase).map(inClass).join(''), character: known };
    const name = this.source[this.#at++]!;
    return { items: this.#setOf(name) };
  }

  #escape(ignoreCase: boolean): string {
    const anchor = this.#take(/^[AzZbBG]/)?.[0];
    if (anchor === 'A') return '(?<![\\s\\S])';
    if (anchor === 'z') return '(?![\\s\\S])';
    if (anchor === 'Z') return '(?=\\n?(?![\\s\\S]))';
    if (anchor === 'b') return `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`;
    if (anchor !== undefined) throw this.#wrong(`has \\${anchor}, which is not supported`);
    const known = this.#codePoint();
    if (known !== undefined) return literal(known, ignoreCase);
    const name = this.source[this.#at++];
    if (name === undefined) throw this.#wrong('ends in a backslash');
    if (name === 'R') return '(?:\\r\\n|[\\n-\\r\\u0085\\u2028\\u2029])';
    return `[${this.#setOf(name)}]`;
  }

  /** The character that an escape stands for; nothing if it stands for a set. */
  #codePoint(): string | undefined {
    const hex = this.#take(/^(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|[xu]\{([0-9A-Fa-f]{1,6})\})/);
    if (hex !== undefined) return String.fromCodePoint(parseInt(hex[1] ?? hex[2] ?? hex[3]!, 16) % 0x110000);
    const next = this.#peek();
    if (next === undefined || /[sSwWdDhHpPRk1-9]/.test(next)) return undefined;
    this.#at++;
    if (Object.hasOwn(controls, next)) return JSON.parse(`"${unicodeOf(next)}"`) as string;
    if (/[A-Za-z0]/.test(next)) throw this.#wrong(`has \\${next}, which is not supported`);
    return next;
  }

  /** The items of a set, for a class. */
  #setOf(name: string): string {
    const set = classes[name.toLowerCase()];
    if (set !== undefined) return name === name.toLowerCase() ? set : `[^${set}]`;
    if (name !== 'p' && name !== 'P') throw this.#wrong(`has \\${name}, which is not supported`);
    const property = this.#take(/^(?:\{(\^?)([\w=: -]+)\}|([A-Z]))/);
    if (property === undefined) throw this.#wrong(`has \\${name} without a property at character ${this.#at}`);
    const isNegated = (name === 'P') !== (property[1] === '^');
    return `\\${isNegated ? 'P' : 'p'}{${propertyName(property[2] ?? property[3]!)}}`;
  }

  #peek(): string | undefined {
    return this.source[this.#at];
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.source.slice(this.#at, this.#at + 200).join(''));
    if (found === null) return undefined;
    this.#at += Array.from(found[0]).length;
    return found;
  }

  #wrong(what: string): ExpressionSyntaxError {
    return new ExpressionSyntaxError(what);
  }
}

const unicodeOf = (name: string): string => (name === 'v' ? '\\u000b' : controls[name]!);

function atomic(text: string, number: number): string {
  return `(?=(?<atomic${number}>${text}))\\k<atomic${number}>`;
}

function checkCount(count: string): void {
  for (const number of count.match(/\d+/g) ?? [])
    if (Number(number) > 1000) throw new ExpressionSyntaxError(`repeats ${number} times, more than 1000`);
}

/** A script's name needs its key in JavaScript. */
function propertyName(name: string): string {
  const trimmed = name.trim().replace(/\s/g, '_');
  try {
    new RegExp(`\\p{${trimmed}}`, 'v');
    return trimmed;
  } catch {
    return `Script=${trimmed}`;
  }
}

function posixClass(name: string, isNegated: boolean): string {
  const sets: Readonly<Record<string, string>> = {
    alpha: '\\p{Alphabetic}',
    digit: '\\p{Nd}',
    alnum: '\\p{Alphabetic}\\p{Nd}',
    upper: '\\p{Uppercase}',
    lower: '\\p{Lowercase}',
    space,
    punct: '\\p{P}\\p{S}',
  };
  return `[${isNegated ? '^' : ''}${sets[name]!}]`;
}

/** A character and those that differ from it by case alone; the long s and the sign of Kelvin are an s and a k to Unicode. */
function casesOf(character: string, ignoreCase: boolean): string[] {
  if (!ignoreCase) return [character];
  const all = new Set([character, character.toLowerCase(), character.toUpperCase()]);
  if (all.has('s')) all.add('\u017f');
  if (all.has('k')) all.add('\u212a');
  return [...all].filter(each => Array.from(each).length === 1);
}

function foldedRange(from: string, to: string): string {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(0x61 + index));
  const isIn = (each: string): boolean => each >= from && each <= to;
  return letters
    .filter(each => isIn(each) || isIn(each.toUpperCase()))
    .flatMap(each => casesOf(each, true))
    .map(inClass)
    .join('');
}

function literal(character: string, ignoreCase: boolean): string {
  const cases = casesOf(character, ignoreCase);
  return cases.length > 1 ? `[${cases.map(inClass).join('')}]` : escaped(character);
}

const escaped = (character: string): string => (/[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character);
const inClass = (character: string): string =>
  /[\x00-\x7f]/.test(character) && !/[A-Za-z0-9]/.test(character)
    ? `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`
    : character;
