import type { LoaderOptions } from './windows';

/** Named parameters of the book's chapter, its exercises and its function's defaults. */
export interface LoaderPreset {
  readonly name: string;
  /** Where it is from, and what it shows. */
  readonly description: string;
  readonly options: Pick<LoaderOptions, 'maxLength' | 'stride' | 'batchSize' | 'shuffle' | 'dropLast'>;
}

const preset = (
  name: string,
  description: string,
  [maxLength, stride, batchSize]: readonly [number, number, number],
  shuffle = false,
): LoaderPreset => ({ name, description, options: { maxLength, stride, batchSize, shuffle, dropLast: true } });

/** Source: "Build a Large Language Model (From Scratch)", chapter 2, "Data sampling with a sliding window". */
export const loaderPresets: readonly LoaderPreset[] = [
  preset('4 / 1 / 1', 'The first batch of the chapter: each window one token after the one before.', [4, 1, 1]),
  preset('4 / 1 / 2', 'Stride 1, two windows in a batch.', [4, 1, 2]),
  preset('4 / 2 / 2', 'Stride 2: windows share half of their tokens.', [4, 2, 2]),
  preset('4 / 4 / 2', 'Stride 4: windows follow one another.', [4, 4, 2]),
  preset('4 / 4 / 8', 'The batch of eight that the chapter embeds: each token is an input once.', [4, 4, 8]),
  preset('2 / 2 / 1', 'Exercise: max_length 2 and stride 2.', [2, 2, 1]),
  preset('8 / 2 / 1', 'Exercise: max_length 8 and stride 2.', [8, 2, 1]),
  preset('256 / 128 / 4, shuffled', 'The defaults of create_dataloader_v1.', [256, 128, 4], true),
];
