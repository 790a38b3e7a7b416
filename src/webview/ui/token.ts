import { element } from './element';

export const tokenColors = 4;
const visible: Record<string, string> = { ' ': '·', '\t': '→', '\n': '⏎', '\r': '␍' };

/** A token as it looks everywhere: its background from the cycle, white space visible and dimmed, a special token as a chip. */
export function tokenElement(text: string, index: number, tag: 'span' | 'button' = 'span'): HTMLElement {
  const isSpecial = /^<\|.*\|>$/.test(text);
  const made = element(tag, { class: `token ${isSpecial ? 'special' : `color${index % tokenColors}`}` });
  for (const part of text.split(/([\s]|<0x[0-9A-F]{2}>)/)) {
    if (part === '') continue;
    const isMark = /^\s$/.test(part) || part.startsWith('<0x');
    made.append(isMark ? element('span', { class: 'space' }, visible[part] ?? part) : part);
  }
  return made;
}
