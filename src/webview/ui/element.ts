type Child = Node | string | undefined;

/** Makes an element. Strings become text nodes: nothing that comes from a document is ever parsed as markup. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter(child => child !== undefined));
  return made;
}

export function root(): HTMLElement {
  const found = document.getElementById('root');
  if (found === null) throw new Error('The page has no root');
  return found;
}
