import type { VectorOutputName, VectorsSnapshot } from '../../protocol/vectorsPanel';

/** The chapter's names: the model's input is the sum of a token's vector and its position's. */
export const outputNames: Readonly<Record<VectorOutputName, string>> = {
  token: 'token',
  position: 'position',
  input: 'sum',
};

const grouped = new Intl.NumberFormat('en-US');

export function figure(count: number): string {
  return grouped.format(count);
}

/**
 * Which tokens are in view.
 *
 * @example
 * rangeText({ first: 1024, sequence: 1024, total: 3000, from: 0, to: 3000 }); // 'tokens 1,025 to 2,048 of 3,000'
 */
export function rangeText({
  first,
  sequence,
  total,
  from,
  to,
}: Pick<VectorsSnapshot, 'first' | 'sequence' | 'total' | 'from' | 'to'>): string {
  const last = first + sequence;
  const which =
    sequence === 1
      ? `token ${figure(last)} of ${figure(total)}`
      : `tokens ${figure(first + 1)} to ${figure(last)} of ${figure(total)}`;
  return from > 0 || to < total ? `${which}, selected` : which;
}

/** The first token of the page before and of the one after; nothing at the ends. */
export function neighbourPages({
  first,
  from,
  to,
  pageLength,
}: Pick<VectorsSnapshot, 'first' | 'from' | 'to' | 'pageLength'>): {
  readonly previous: number | undefined;
  readonly next: number | undefined;
} {
  return {
    previous: first - pageLength >= from ? first - pageLength : undefined,
    next: first + pageLength < to ? first + pageLength : undefined,
  };
}

/** A text as one term of an expression, exactly. */
export function quotedTerm(text: string): string {
  const names: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '\r': '\\r' };
  return `"${text.replace(/[\\"\n\t\r]/g, character => names[character]!)}"`;
}

/** Sizes of files and tables. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return unit === 0 ? `${bytes} bytes` : `${(bytes / 1000 ** unit).toFixed(1)} ${units[unit]!}`;
}
