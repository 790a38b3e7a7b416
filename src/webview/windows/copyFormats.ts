/** A selected part of an input or a target: its ids, and the text of each. */
export interface CopiedLine {
  readonly kind: 'input' | 'target';
  readonly ids: readonly number[];
  readonly texts: readonly string[];
}

export type CopyFormat = 'text' | 'ids' | 'json' | 'tensor';

/** The selected lines, ready for the clipboard. */
export function formatLines(lines: readonly CopiedLine[], format: CopyFormat): string {
  if (format === 'text') return lines.map(({ texts }) => textOfTokens(texts)).join('\n');
  if (format === 'ids') return lines.map(({ ids }) => ids.join(' ')).join('\n');
  const of = (kind: CopiedLine['kind']): (readonly number[])[] =>
    lines.filter(line => line.kind === kind).map(({ ids }) => ids);
  const inputs = of('input');
  const targets = of('target');
  // Inputs and targets have one shape: a single row beside several is a matrix of one row.
  const isMatrix = Math.max(inputs.length, targets.length) > 1;
  const literal = (rows: readonly (readonly number[])[], name: string): string =>
    format === 'json' ? asJson(rows) : asTensor(rows, name, isMatrix);
  if (targets.length === 0) return literal(inputs, '');
  if (inputs.length === 0) return literal(targets, '');
  if (format === 'json') return `{"inputs": ${literal(inputs, '')}, "targets": ${literal(targets, '')}}`;
  return `${literal(inputs, 'inputs = ')}\n${literal(targets, 'targets = ')}`;
}

/**
 * What the tokens say together. Bytes of a character that is split over tokens are shown as `<0xE2>` in each; here they meet.
 *
 * @example
 * textOfTokens([' so', ' <0xF0><0x9F>', '<0x99><0x82>']); // ' so 🙂'
 */
export function textOfTokens(texts: readonly string[]): string {
  const encoder = new TextEncoder();
  const bytes: number[] = [];
  for (const text of texts) {
    for (const part of text.split(/(<0x[0-9A-F]{2}>)/)) {
      if (/^<0x[0-9A-F]{2}>$/.test(part)) bytes.push(Number.parseInt(part.slice(3, 5), 16));
      else bytes.push(...encoder.encode(part));
    }
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

function asJson(rows: readonly (readonly number[])[]): string {
  return `[${rows.map(ids => `[${ids.join(', ')}]`).join(', ')}]`;
}

/**
 * As PyTorch prints it: numbers to the right, rows below each other. One row alone is a vector, as an item of a dataset is.
 *
 * @example
 * asTensor([[40, 367], [1807, 3619]], 'x = ', true);
 * // x = tensor([[  40,  367],
 * //             [1807, 3619]])
 */
function asTensor(rows: readonly (readonly number[])[], name: string, isMatrix: boolean): string {
  if (!isMatrix) return `${name}tensor([${rows[0]!.join(', ')}])`;
  const width = rows.reduce((most, ids) => ids.reduce((wide, id) => Math.max(wide, String(id).length), most), 1);
  const lines = rows.map(ids => `[${ids.map(id => String(id).padStart(width)).join(', ')}]`);
  return `${name}tensor([${lines.join(`,\n${' '.repeat(name.length + 'tensor(['.length)}`)}])`;
}
