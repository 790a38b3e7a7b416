import type { Budget, BudgetUnit } from '../context/budget';
import type { BudgetSetting } from '../contributions';

export const budgetUnits: readonly BudgetUnit[] = ['tokens', 'bytes', 'characters', 'lines'];

const usualWarnAt = 0.9;

/** `over`: more than the maximum. `near`: from the share on that somebody should know of. */
export function budgetLevel(used: number, { maximum, warnAt }: Budget): 'within' | 'near' | 'over' {
  if (used > maximum) return 'over';
  return used >= warnAt * maximum ? 'near' : 'within';
}

/**
 * The budget of a document: of the globs that match it, the last one counts, and of several limits in one, the first in the order of
 * {@link budgetUnits}.
 *
 * @param settings of the setting `tokenscope.budgets`, by their globs
 * @param matches whether a glob matches the document
 */
export function budgetFor(
  settings: Readonly<Record<string, BudgetSetting>>,
  matches: (glob: string) => boolean,
): Budget | undefined {
  for (const [glob, setting] of Object.entries(settings).reverse()) {
    const unit = budgetUnits.find(each => setting[each] !== undefined);
    if (unit === undefined || !matches(glob)) continue;
    const { [unit]: maximum, warnAt = usualWarnAt } = setting;
    return { unit, maximum: maximum!, warnAt };
  }
  return undefined;
}

const factors: Readonly<Record<string, number>> = { '': 1, k: 1000, m: 1_000_000, ki: 1024, mi: 1_048_576 };

/**
 * A limit as people write it.
 *
 * @returns nothing if it says no limit of at least 1
 * @example
 * parseLimit('8,192 tokens'); // { tokens: 8192 }
 * parseLimit('32 KiB'); // { bytes: 32768 }
 * parseLimit('8k'); // { tokens: 8000 }
 */
export function parseLimit(written: string): BudgetSetting | undefined {
  const match = /^(\d[\d,_]*)\s*(ki|mi|k|m)?\s*(b|bytes?|tokens?|characters?|chars?|lines?)?$/i.exec(written.trim());
  if (match === null) return undefined;
  const [, digits = '', factor = '', word = 'tokens'] = match;
  const maximum = Number(digits.replace(/[,_]/g, '')) * factors[factor.toLowerCase()]!;
  if (!Number.isSafeInteger(maximum) || maximum < 1) return undefined;
  const unit = budgetUnits.find(each => each.startsWith(word.toLowerCase().replace(/s$/, '')));
  return { [unit!]: maximum };
}
