import { bytesOfAlphabet } from './byteAlphabet';
import { byteTokenOf } from './wordModel';

/** One step from the texts of tokens to a text; the names are those of Hugging Face's tokenizers. */
export type Decoder =
  | { readonly type: 'ByteLevel' }
  | { readonly type: 'ByteFallback' }
  | { readonly type: 'Fuse' }
  | { readonly type: 'Replace'; readonly pattern: string | RegExp; readonly content: string }
  | { readonly type: 'Strip'; readonly content: string; readonly start: number; readonly stop: number }
  | { readonly type: 'WordPiece'; readonly prefix: string; readonly cleanup: boolean }
  | { readonly type: 'Metaspace'; readonly replacement: string; readonly drops: boolean }
  | { readonly type: 'BPEDecoder'; readonly suffix: string };

/**
 * The text of tokens. Without steps they stand with a blank between each two.
 *
 * @example decodeTokens(['un', '##able'], [{ type: 'WordPiece', prefix: '##', cleanup: true }]) // 'unable'
 */
export function decodeTokens(tokens: readonly string[], steps: readonly Decoder[]): string {
  if (steps.length === 0) return tokens.join(' ');
  let texts = [...tokens];
  for (const step of steps) texts = decodeStep(texts, step);
  return texts.join('');
}

function decodeStep(texts: string[], step: Decoder): string[] {
  switch (step.type) {
    case 'Fuse':
      return [texts.join('')];
    case 'ByteLevel':
      return [decodeByteLevel(texts)];
    case 'ByteFallback':
      return decodeByteFallback(texts);
    case 'Replace':
      return texts.map(text => (step.pattern === '' ? text : text.replaceAll(step.pattern, () => step.content)));
    case 'Strip':
      return texts.map(text => strip(text, step));
    case 'Metaspace':
      return texts.map((text, index) => text.replaceAll(step.replacement, index === 0 && step.drops ? '' : ' '));
    case 'BPEDecoder':
      return texts.map((text, index) => text.replaceAll(step.suffix, index === texts.length - 1 ? '' : ' '));
    case 'WordPiece':
      return texts.map((text, index) => {
        const isPart = text.startsWith(step.prefix);
        const joined = index === 0 ? text : isPart ? text.slice(step.prefix.length) : ` ${text}`;
        return step.cleanup ? cleanUp(joined) : joined;
      });
  }
}

function decodeByteLevel(texts: readonly string[]): string {
  const utf8 = new TextEncoder();
  const parts = texts.map(text => bytesOfAlphabet(text) ?? utf8.encode(text));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

const byteOfToken = new Map(Array.from({ length: 256 }, (_, byte) => [byteTokenOf(byte), byte]));

/** The byte that a token such as `<0x0A>` stands for. */
export function byteOf(token: string): number | undefined {
  return byteOfToken.get(token);
}

/** Bytes side by side are a text; if they are none, each is U+FFFD. */
function decodeByteFallback(texts: readonly string[]): string[] {
  const decoded: string[] = [];
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length === 0) return;
    try {
      decoded.push(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes)));
    } catch {
      decoded.push('\ufffd'.repeat(bytes.length));
    }
    bytes = [];
  };
  for (const text of texts) {
    const byte = byteOfToken.get(text);
    if (byte !== undefined) bytes.push(byte);
    else {
      flush();
      decoded.push(text);
    }
  }
  flush();
  return decoded;
}

function strip(text: string, { content, start, stop }: Extract<Decoder, { type: 'Strip' }>): string {
  let [from, to] = [0, text.length];
  while (from < start && text[from] === content) from++;
  while (text.length - to < stop && to > from && text[to - 1] === content) to--;
  return text.slice(from, to);
}

function cleanUp(text: string): string {
  return text
    .replaceAll(' .', '.')
    .replaceAll(' ?', '?')
    .replaceAll(' !', '!')
    .replaceAll(' ,', ',')
    .replaceAll(" ' ", "'")
    .replaceAll(" n't", "n't")
    .replaceAll(" 'm", "'m")
    .replaceAll(' do not', " don't")
    .replaceAll(" 's", "'s")
    .replaceAll(" 've", "'ve")
    .replaceAll(" 're", "'re");
}
