import { legible } from '../../base/foreignText';
import { element } from './element';

export const tokenColors = 4;
const visible: Record<string, string> = { ' ': '·', '\t': '→', '\n': '⏎', '\r': '␍' };

/**
 * A token as it looks everywhere: its background from the cycle, white space visible and dimmed, what nobody sees by its code point,
 * a special token as a chip.
 */
export function tokenElement(text: string, index: number, tag: 'span' | 'button' = 'span'): HTMLElement {
  const isSpecial = /^<\|.*\|>$/.test(text);
  const made = element(tag, { class: `token ${isSpecial ? 'special' : `color${index % tokenColors}`}` });
  for (const part of text.split(/(\s|<0x[0-9A-F]{2}>|[\p{Cc}\p{Cf}])/u)) {
    if (part === '') continue;
    const isMark = /^[\s\p{Cc}\p{Cf}]$/u.test(part) || part.startsWith('<0x');
    const shown = visible[part] ?? (/^\s$/.test(part) ? part : legible(part));
    made.append(isMark ? element('span', { class: 'space' }, shown) : part);
  }
  return made;
}
