import { cutAt, lengthOf, type Budget } from '../context/budget';
import type { OpenDocument } from './documents';

/**
 * What a document uses of a limit, and the offset at which the limit ends if it uses more: the start of the first token, character or
 * line that is too much.
 */
export function budgetOf(
  { tokens }: OpenDocument,
  { unit, maximum }: Pick<Budget, 'unit' | 'maximum'>,
): { used: number; cut?: number } {
  if (unit === 'tokens') {
    const used = tokens.tokenCount;
    return used > maximum ? { used, cut: tokens.offsetOfToken(maximum) } : { used };
  }
  const text = tokens.text(0, tokens.length);
  const used = unit === 'lines' ? lengthOf(text).lines : tokens.statistics()[unit];
  const cut = used > maximum ? cutAt(text, { unit, maximum }) : undefined;
  return cut === undefined ? { used } : { used, cut };
}
