/** UTF-16 units of a foreign text that a message shows: enough for a path or a name, few enough to leave our own words readable. */
const maximumLength = 300;

/**
 * Controls, direction marks and other format characters, surrogates without their other half, and line breaks: none is visible, and each
 * may change how the words around it look.
 */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu;

/**
 * A text from outside (a name in a file, a setting, an error of the system) as one that a message can carry: VS Code draws
 * `[label](command:x)` in notifications as a link that runs a command, and `$(name)` in labels as an icon. A blank takes both apart.
 * Characters that nobody sees become a blank, and what is longer than a few lines is cut in its middle.
 *
 * @example
 * plain('[open](command:x) $(zap)'); // '[open] (command:x) $ (zap)'
 */
export function plain(text: string): string {
  // Only what can be shown is looked at: a text may have megabytes.
  const half = maximumLength / 2;
  const ends =
    text.length <= 4 * maximumLength ? text : `${text.slice(0, 2 * maximumLength)}${text.slice(-2 * maximumLength)}`;
  const clean = ends.replace(unseen, ' ').replace(/\]\(/g, '] (').replace(/\$\(/g, '$ (');
  return clean.length <= maximumLength ? clean : cut(clean, half);
}

function cut(text: string, half: number): string {
  const start = text.slice(0, half).replace(/[\uD800-\uDBFF]$/, '');
  const end = text.slice(-half).replace(/^[\uDC00-\uDFFF]/, '');
  return `${start} … ${end}`;
}

/**
 * A sentence for a person. Only {@link say} and {@link foreign} make one, so that no text from outside gets into it as it is.
 */
export class Message {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Our own words as they are; what stands between them is from outside, unless it is a message itself. */
  static say(words: TemplateStringsArray, ...parts: readonly (string | number | Message)[]): Message {
    const text = words.reduce((before, word, i) => {
      const part = parts[i - 1]!;
      return `${before}${part instanceof Message ? part.#text : plain(String(part))}${word}`;
    });
    // Two parts side by side may not make together what each alone is kept from being.
    return new Message(text.replace(/\](?=\((?:command|https?|file):)/gi, '] '));
  }

  toString(): string {
    return this.#text;
  }
}

/**
 * A message as a template.
 *
 * @example
 * say`Wrote ${name}.`; // the name cannot be a link
 */
export function say(words: TemplateStringsArray, ...parts: readonly (string | number | Message)[]): Message {
  return Message.say(words, ...parts);
}

/** A text that is from outside as a whole. */
export function foreign(text: string): Message {
  return say`${text}`;
}
