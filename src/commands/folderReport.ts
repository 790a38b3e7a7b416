import type { FileCount } from '../protocol/counting';
import { textTable } from './textTable';

const count = new Intl.NumberFormat('en-US');

/** The counts of a folder's files under one tokenizer, in the order of the files. */
export interface FolderCounts {
  readonly tokenizer: string;
  readonly counts: readonly FileCount[];
}

/**
 * The files of a folder under several tokenizers, the largest first, as a text of columns; files that hold no text are named at the end.
 *
 * @param skipped what could not be looked at
 */
export function folderReport(
  title: string,
  names: readonly string[],
  columns: readonly FolderCounts[],
  skipped: number,
): string {
  const [first] = columns;
  const order = names.map((_, index) => index).filter(index => first?.counts[index]?.reason === undefined);
  const left = names.map((_, index) => index).filter(index => first?.counts[index]?.reason !== undefined);
  order.sort((a, b) => (first?.counts[b]?.tokens ?? 0) - (first?.counts[a]?.tokens ?? 0));
  const sum = (of: (count: FileCount) => number, { counts }: FolderCounts): number =>
    order.reduce((all, index) => all + of(counts[index]!), 0);
  const bytes = first === undefined ? 0 : sum(each => each.bytes, first);
  const totals = columns.map(column => sum(each => each.tokens, column));
  const each = (tokens: number): string => (tokens === 0 ? '0' : (bytes / tokens).toFixed(2));
  const rows = [
    ['all', count.format(bytes), ...totals.map(total => count.format(total))],
    ['bytes per token', '', ...totals.map(each)],
    ...order.map(index => [
      names[index]!,
      count.format(first!.counts[index]!.bytes),
      ...columns.map(({ counts }) => count.format(counts[index]!.tokens)),
    ]),
  ];
  return [
    `Tokens of the files in ${title}`,
    '',
    `${count.format(order.length)} files, ${count.format(left.length + skipped)} left out.`,
    '',
    ...textTable(['file', 'bytes', ...columns.map(({ tokenizer }) => tokenizer)], rows, 0),
    '',
    ...left.map(index => `${names[index]!} ${first!.counts[index]!.reason!}`),
    '',
  ].join('\n');
}
