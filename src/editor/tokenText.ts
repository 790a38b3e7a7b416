const visible: Record<string, string> = { ' ': '·', '\t': '→', '\n': '⏎', '\r': '␍' };

/** A token's text with its white space made visible, and control characters by their code point. */
export function visibleText(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]/gu, character => {
    const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return visible[character] ?? `⟨U+${code}⟩`;
  });
}

/** Bytes as hexadecimal pairs. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, byte => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
}
