import type { WindowSettings } from '../../protocol/windowsPanel';

const grouped = new Intl.NumberFormat('en-US');

/** A count, grouped by thousands; ids never are. */
export function figure(count: number): string {
  return grouped.format(count);
}

/** A count with what is counted. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${figure(count)} ${count === 1 ? one : many}`;
}

/**
 * What max_length and stride mean for neighbouring windows, in one sentence.
 *
 * @example
 * describeWindows({ maxLength: 4, stride: 1 });
 * // 'Each input holds 4 tokens and begins 1 token after the one before: neighbours share 3 tokens.'
 */
export function describeWindows({ maxLength, stride }: Pick<WindowSettings, 'maxLength' | 'stride'>): string {
  const shape = `Each input holds ${counted(maxLength, 'token')} and begins ${counted(stride, 'token')} after the one before:`;
  if (stride < maxLength) return `${shape} neighbours share ${counted(maxLength - stride, 'token')}.`;
  if (stride === maxLength) return `${shape} no token is input twice, and none between two windows is skipped.`;
  const skipped = stride - maxLength;
  return `${shape} ${counted(skipped, 'token')} between neighbours ${skipped === 1 ? 'is' : 'are'} skipped.`;
}
