/** What stands before a text between two lines of `---`, field by field; lists as their items joined by commas. */
export interface Frontmatter {
  readonly fields: ReadonlyMap<string, string>;
  /** What comes after it. */
  readonly body: string;
}

/**
 * Reads the frontmatter of a rule or a skill: the part of YAML that agents document for it, fields with a line of text, a block of
 * text, or a list. Anything else of YAML stays the text that it is.
 *
 * @example
 * readFrontmatter('---\npaths:\n  - "src/**"\n---\nUse tabs.').fields.get('paths'); // 'src/**'
 */
export function readFrontmatter(text: string): Frontmatter {
  const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)(?:^|\n)---[ \t]*(?:\r?\n|$)/.exec(text);
  if (match === null) return { fields: new Map(), body: text };
  const fields = new Map<string, string>();
  let field = '';
  for (const line of match[1]!.split(/\r?\n/)) {
    const named = /^([\w-]+):[ \t]*(.*)$/.exec(line);
    if (named !== null) {
      field = named[1]!;
      const value = named[2]!.trim();
      fields.set(field, /^[>|][+-]?$/.test(value) ? '' : listed(value));
    } else if (field !== '' && /^\s+\S|^- /.test(line)) {
      const item = /^\s*- (.*)$/.exec(line);
      const before = fields.get(field)!;
      const added = item === null ? line.trim() : unquoted(item[1]!);
      fields.set(field, before === '' ? added : before + (item === null ? ' ' : ',') + added);
    }
  }
  return { fields, body: text.slice(match[0].length) };
}

function listed(value: string): string {
  const list = /^\[(.*)\]$/.exec(value);
  return list === null ? unquoted(value) : list[1]!.split(',').map(unquoted).join(',');
}

function unquoted(value: string): string {
  const trimmed = value.trim();
  return /^(["']).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}
