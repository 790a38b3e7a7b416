import { cl100k } from './cl100k';
import type { SplitRules } from './rules';

/** The pattern of Qwen 2, 2.5 and 3: cl100k's, with numbers one by one; two numbers are two pieces, so that it has the same places to cut. */
export const qwen2: SplitRules = { ...cl100k, pattern: 'qwen2' };
