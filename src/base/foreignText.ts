import { codeOf } from './visibleText';

/**
 * Text from outside (a document, a file's name, a tensor's name, a setting, a message of the runtime) made harmless where VS Code
 * gives characters a meaning. What VS Code does, in `linkedText.ts` and `iconLabels.ts` of its sources:
 *
 * - notifications, progress titles, prompts and validation messages of input boxes turn `[label](command:...)`, and the same with
 *   `https:` or `file:`, into links that run a command or open a page;
 * - quick picks and status items turn `$(name)` into icons.
 *
 * Both need two characters side by side, `](` and `$(`: a blank between them takes the meaning away, and the text stays readable.
 */

/** UTF-16 units of a foreign text that a message shows: enough for a path or a name, few enough to leave our own words readable. */
const maximumLength = 300;
/** UTF-16 units that are kept of an error, which holds words of ours: VS Code cuts a notification after 1000. */
const maximumErrorLength = 600;

/** Line ends, tabs and blanks of other widths: each run becomes one blank. */
const blanks = /[\s\u0085]+/gu;
/** Characters that nobody sees, that reorder their neighbours, or that are no characters; emoji keep their variation selectors. */
const unseen = /(?![\ufe0e\ufe0f])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2800]/gu;
/** Scripts that run from right to left would carry the numbers and brackets around them along. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * A foreign text as one line that is neither link nor icon, that shows by its code point what cannot be seen, keeps the order of the
 * characters around it, and is cut in the middle, as a path is known by its end.
 *
 * @param most UTF-16 units of the text that are kept; what is made visible may be longer
 * @example
 * plain('[open](command:x) $(zap)\u202e'); // '[open] (command:x) $ (zap)⟨U+202E⟩'
 */
export function plain(text: string, most = maximumLength): string {
  return isolated(
    legible(text, most)
      .replace(/(?<=[\]$])\(/g, ' (')
      .trim(),
  );
}

/** A foreign text cut and on one line, with what cannot be seen by its code point. It may still be a link or an icon. */
export function legible(text: string, most = maximumLength): string {
  const head = Math.ceil(most / 2);
  // Only what is kept is looked at: a text may have megabytes.
  const cut = text.length <= most ? text : `${text.slice(0, head)} … ${text.slice(text.length - (most - head))}`;
  return cut.replace(blanks, ' ').replace(unseen, codeOf);
}

/** What an error says, for a page that draws neither links nor icons. */
export function errorText(error: unknown): string {
  return legible(error instanceof Error ? error.message : String(error), maximumErrorLength);
}

/** An isolate that is closed, which changes nothing outside; else a mark that changes the order up to the end of the paragraph. */
const directions =
  /\u2068[^\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]*\u2069|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text whole, but with the marks of direction by their code points: our words beside it keep their order.
 *
 * @example
 * ordered('a\u202eb'); // 'a⟨U+202E⟩b'
 */
export function ordered(text: string): string {
  return text.replace(directions, found => (found.length > 1 ? found : codeOf(found)));
}

/** Keeps a text that runs from right to left from turning what stands beside it. */
export function isolated(text: string): string {
  return rightToLeft.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * A sentence for a person. Only {@link say}, {@link foreign} and {@link messageOf} make one, so that no text from outside gets into
 * it as it is.
 */
export class Message {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Our own words as they are; what stands between them is from outside, unless it is a message itself. */
  static say(words: readonly string[], ...parts: readonly Part[]): Message {
    const text = words.reduce((before, word, i) => {
      const part = parts[i - 1]!;
      return met(met(before, part instanceof Message ? part.#text : plain(String(part))), word);
    });
    // No message of ours has a link; brackets of ours could make one of a value between them.
    return new Message(text.replace(/\](?=\((?:command|https?|file):)/gi, '] '));
  }

  static foreign(text: string, most?: number): Message {
    return new Message(plain(text, most));
  }

  toString(): string {
    return this.#text;
  }
}

/** Two parts of a sentence one after the other: they do not become an icon by meeting. */
function met(before: string, after: string): string {
  return before.endsWith('$') && after.startsWith('(') ? `${before} ${after}` : before + after;
}

export type Part = string | number | Message;

/**
 * A message as a template.
 *
 * @example
 * say`Wrote ${name}.`; // the name cannot be a link
 */
export function say(words: TemplateStringsArray, ...parts: readonly Part[]): Message {
  return Message.say(words, ...parts);
}

/** A text that is from outside as a whole. */
export function foreign(text: string): Message {
  return Message.foreign(text);
}

/** An error of any kind, which may quote files, models and settings. */
export function messageOf(error: unknown): Message {
  return Message.foreign(errorText(error), maximumErrorLength * 10);
}
