import type { LoaderOptions } from './windows';

/** Named parameters of the book's chapter, its exercises and its function's defaults. */
export interface LoaderPreset {
  /** Its numbers, each with its name. */
  readonly name: string;
  /** Where it is from, and what it shows. */
  readonly description: string;
  readonly options: Pick<LoaderOptions, 'maxLength' | 'stride' | 'batchSize' | 'shuffle' | 'dropLast'>;
}

const preset = (
  [maxLength, stride, batchSize]: readonly [number, number, number],
  description: string,
  shuffle = false,
): LoaderPreset => ({
  name: `max_length ${maxLength}, stride ${stride}, batch ${batchSize}${shuffle ? ', shuffled' : ''}`,
  description,
  options: { maxLength, stride, batchSize, shuffle, dropLast: true },
});

/** Source: "Build a Large Language Model (From Scratch)", chapter 2, "Data sampling with a sliding window". */
export const loaderPresets: readonly LoaderPreset[] = [
  preset([10, 5, 1], 'The data set of the chapter: windows of 10 tokens share half of them.'),
  preset([4, 1, 1], 'The first batch of the chapter: each window one token after the one before.'),
  preset([4, 1, 2], 'Stride 1, two windows in a batch.'),
  preset([4, 2, 2], 'Stride 2: windows share half of their tokens.'),
  preset([4, 4, 2], 'Stride 4: windows follow one another.'),
  preset([4, 4, 8], 'The batch of eight that the chapter embeds: each token is an input once.'),
  preset([2, 2, 1], 'Exercise: max_length 2 and stride 2.'),
  preset([8, 2, 1], 'Exercise: max_length 8 and stride 2.'),
  preset([256, 128, 4], 'The defaults of create_dataloader_v1.', true),
];
