import type { Statistics } from '../protocol/tokenizer';

/** What can stand in the template of the status bar, between braces. */
export const statusPlaceholders = [
  'tokens',
  'selected',
  'tokenizer',
  'characters',
  'bytes',
  'words',
  'ratio',
  'budget',
] as const;
export type StatusPlaceholder = (typeof statusPlaceholders)[number];
export type StatusValues = Readonly<Record<StatusPlaceholder, string>>;

const count = new Intl.NumberFormat('en-US');

/**
 * A template with its placeholders filled in; what is no placeholder stays as it is.
 *
 * @example
 * fillTemplate('{tokens} tok', values); // '1,234 tok'
 */
export function fillTemplate(template: string, values: StatusValues): string {
  return template.replace(/\{(\w+)\}/g, (written, name: string) =>
    (statusPlaceholders as readonly string[]).includes(name) ? values[name as StatusPlaceholder] : written,
  );
}

/** @param budget what is used of it, such as `1,234 / 8,192 tokens`; empty for a text without one */
export function statusValues(statistics: Statistics, tokenizer: string, budget: string): StatusValues {
  const { tokens, selected, characters, bytes, words } = statistics;
  return {
    tokens: count.format(tokens),
    selected: count.format(selected),
    tokenizer,
    characters: count.format(characters),
    bytes: count.format(bytes),
    words: count.format(words),
    ratio: tokens === 0 ? '–' : (characters / tokens).toFixed(2),
    budget,
  };
}
