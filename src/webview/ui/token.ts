import { visibleParts } from '../../base/visibleText';
import { element } from './element';

export const tokenColors = 4;
const classes = { blank: 'space', code: 'code', byte: 'byte' } as const;

/** A token as it looks everywhere: its background from the cycle, what nobody sees made visible, a special token as a chip. */
export function tokenElement(text: string, index: number, tag: 'span' | 'button' = 'span'): HTMLElement {
  const isSpecial = /^<\|.*\|>$/.test(text);
  const made = element(tag, { class: `token ${isSpecial ? 'special' : `color${index % tokenColors}`}` });
  for (const part of tokenParts(text))
    made.append(part.kind === 'text' ? part.text : element('span', { class: classes[part.kind] }, part.text));
  return made;
}

interface TokenPart {
  readonly text: string;
  readonly kind: 'text' | keyof typeof classes;
}

/** The parts of a token that look differently; the bytes of part of a character come as `<0xE2>`. */
export function tokenParts(text: string): TokenPart[] {
  return text
    .split(/((?:<0x[0-9A-F]{2}>)+)/)
    .flatMap((part, i): TokenPart[] => (i % 2 === 1 ? [{ text: part, kind: 'byte' }] : visibleParts(part)));
}
