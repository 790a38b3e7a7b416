import { ordered } from '../../base/foreignText';

type Child = Node | string | undefined;

/** Attributes that somebody reads. */
const read = new Set(['title', 'aria-label', 'placeholder']);

/**
 * Makes an element. Strings become text nodes: nothing that comes from a document is ever parsed as markup, and no mark in it changes
 * the order of the words beside it.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : read.has(name) ? ordered(value) : value);
  }
  for (const child of children)
    if (child !== undefined) made.append(typeof child === 'string' ? ordered(child) : child);
  return made;
}

export function root(): HTMLElement {
  const found = document.getElementById('root');
  if (found === null) throw new Error('The page has no root');
  return found;
}
