import type { WindowPage } from '../../protocol/tokenizer';

/** The longest max_length for a text that is too short for the one that was asked for; nothing if that is not what is wrong. */
export function tooShort({ problems }: Pick<WindowPage, 'problems'>): number | undefined {
  const [problem] = problems;
  return problem?.kind === 'textTooShort' && problem.tokens >= 2 ? problem.tokens - 1 : undefined;
}
