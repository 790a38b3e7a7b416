import { isolated, legible, Message, plain, type Part } from './foreignText';

/** UTF-16 units of a value that are shown: a hover shows all bytes of the longest tokens. */
const maximumLength = 600;

/** Markdown of our own words with foreign texts in them, as {@link Message} is for sentences: a link in our words is a link. */
export class Markdown {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static of(words: readonly string[], ...parts: readonly (Part | Markdown)[]): Markdown {
    return new Markdown(
      words.reduce((before, word, i) => {
        const part = parts[i - 1]!;
        return before + (part instanceof Markdown ? part.#text : plainMarkdown(part)) + word;
      }),
    );
  }

  /** A span of code, which its content cannot end: the fence is longer than any run of backquotes inside. */
  static code(text: string): Markdown {
    const content = legible(text);
    const longest = Math.max(0, ...(content.match(/`+/gu) ?? []).map(({ length }) => length));
    const fence = '`'.repeat(longest + 1);
    const pad = content.startsWith('`') || content.endsWith('`') ? ' ' : '';
    return new Markdown(isolated(fence + pad + content + pad + fence));
  }

  /** The arguments of a command in a link. They hold no bracket or blank, which would end the link. */
  static argument(value: unknown): Markdown {
    const encoded = encodeURIComponent(JSON.stringify(value));
    return new Markdown(encoded.replace(/[!'()*]/g, character => `%${character.charCodeAt(0).toString(16)}`));
  }

  toString(): string {
    return this.#text;
  }
}

/**
 * Markdown as a template.
 *
 * @example
 * markup`**What ${tokenizer} sees**`; // the name is no markup
 */
export function markup(words: TemplateStringsArray, ...parts: readonly (Part | Markdown)[]): Markdown {
  return Markdown.of(words, ...parts);
}

/**
 * A foreign text as Markdown that shows exactly its plain text: whatever is not a letter, a digit or a blank is a character reference,
 * which is never markup, a link, an icon, HTML or the end of a table's cell.
 *
 * @example
 * plainMarkdown('**https://x**'); // '&#42;&#42;https&#58;&#47;&#47;x&#42;&#42;'
 */
export function plainMarkdown(part: Part): string {
  const text = part instanceof Message ? part.toString() : plain(String(part), maximumLength);
  return text.replace(/[!-/:-@[-`{-~]/g, character => `&#${character.charCodeAt(0)};`);
}
