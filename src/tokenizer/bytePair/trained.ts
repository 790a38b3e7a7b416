import { cl100k } from '../split/cl100k';
import { gpt2 } from '../split/gpt2';
import { none } from '../split/none';
import { o200k } from '../split/o200k';
import { qwen2 } from '../split/qwen2';
import type { SplitPattern, SplitRules } from '../split/rules';
import type { TrainedDescription } from '../tokenizer';
import { Encoding } from './encoding';
import type { KernelModule } from './kernel';
import { Vocabulary } from './vocabulary';

export const rulesOf: Readonly<Record<SplitPattern, SplitRules>> = { gpt2, cl100k, o200k, none, qwen2 };

/** A token for each byte, and one for each merge, special tokens included. */
export function sizeOfTrained({ merges, specialTokens }: Pick<TrainedDescription, 'merges' | 'specialTokens'>): number {
  return 256 + merges.length / 2 + specialTokens.length;
}

/**
 * The tokenizer of merges that were trained here. It merges by the bytes of two neighbours, as tiktoken does, where minbpe looks for
 * the pair: training makes no two tokens of the same bytes, and then both are the same.
 *
 * @throws RangeError for merges that no training makes; see {@link Vocabulary.ofMerges}
 */
export function openTrained(description: TrainedDescription, kernel: KernelModule): Encoding {
  const { name, pattern, merges, specialTokens } = description;
  const vocabulary = Vocabulary.ofMerges(merges);
  return new Encoding(
    {
      description,
      name,
      vocabularySize: sizeOfTrained(description),
      specialTokens: Object.fromEntries(specialTokens.map((token, index) => [token, vocabulary.size + index])),
      endOfText: specialTokens.includes(endOfText) ? endOfText : undefined,
      rules: rulesOf[pattern],
    },
    vocabulary,
    kernel,
  );
}

/** As GPT-2 names it; it stands between the texts of a corpus if it is one of the special tokens. */
const endOfText = '<|endoftext|>';
