import type { WindowPlan } from './windows';

/** Ids, and with a plan the windows that are cut from them, in the order of the loader. */
export interface ExportContent {
  readonly ids: Uint32Array;
  /** Absent: the ids themselves are exported, as one row of numbers. */
  readonly windows?: { readonly plan: WindowPlan; readonly maxLength: number };
  /** What a reader may want to know of them; formats that hold text beside numbers keep it. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Windows, or tokens where there are none. */
export function rowCountOf({ ids, windows }: ExportContent): number {
  return windows === undefined ? ids.length : windows.plan.usedWindowCount;
}
