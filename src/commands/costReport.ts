import { visibleText } from '../base/visibleText';
import { textTable } from './textTable';
import type { FilesRead } from '../host/training';
import type { TrainedTokenizerMessage, TrainingCosts } from '../protocol/training';

const count = new Intl.NumberFormat('en-US');

/**
 * What files cost under a tokenizer of their own, beside another one, as a text of columns.
 *
 * @param other its name
 */
export function costReport(
  { name, vocabularySize }: TrainedTokenizerMessage,
  { tokens, own, pieces }: TrainingCosts,
  { files, bytes, skipped }: FilesRead,
  other: string,
): string {
  const saved = tokens === 0 ? 0 : (100 * (tokens - own)) / tokens;
  const each = (of: number): string => (of === 0 ? '0' : (bytes / of).toFixed(2));
  const difference = own <= tokens ? `${saved.toFixed(1)} % fewer` : `${(-saved).toFixed(1)} % more`;
  const passed = skipped === 0 ? '' : `; ${count.format(skipped)} that hold no text were left out`;
  const rows = pieces.map(({ text, count: times, tokens: dear, own: cheap }) => [
    count.format(times * (dear - cheap)),
    count.format(times),
    String(dear),
    String(cheap),
    visibleText(text),
  ]);
  return [
    `${name}, beside ${other}`,
    '',
    `${count.format(files)} files, ${count.format(bytes)} bytes${passed}.`,
    '',
    ...textTable(
      ['tokenizer', 'tokens', 'bytes per token'],
      [
        [other, count.format(tokens), each(tokens)],
        [name, count.format(own), each(own)],
      ],
      0,
    ),
    '',
    `The tokenizer of these files has ${count.format(vocabularySize)} tokens and makes ${difference} of them than ${other}.`,
    '',
    pieces.length === 0
      ? `No piece costs more under ${other}.`
      : `What ${other} is paid for most: tokens that this tokenizer saves, how often the piece occurs, and its tokens under each.`,
    '',
    ...(pieces.length === 0 ? [] : textTable(['saved', 'times', other, 'own', 'piece'], rows, 4)),
    '',
  ].join('\n');
}
