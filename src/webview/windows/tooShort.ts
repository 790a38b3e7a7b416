import type { WindowPage } from '../../protocol/tokenizer';

/** The longest max_length for a text that is too short for the one that was asked for; nothing if that is not what is wrong. */
export function tooShort({ problems, tokenCount }: Pick<WindowPage, 'problems' | 'tokenCount'>): number | undefined {
  const [problem] = problems;
  const isShort = problem?.field === 'maxLength' && problem.message.startsWith('This text has');
  return isShort && tokenCount >= 2 ? tokenCount - 1 : undefined;
}
