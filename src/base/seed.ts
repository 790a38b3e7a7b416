/** Why a text is no seed. */
export type SeedProblem = 'seedNotWhole' | 'seedTooLarge';

/** What keeps a text, without blanks around it, from being a seed, which is a whole number from -2^63 to 2^64 - 1. */
export function seedProblemOf(text: string): SeedProblem | undefined {
  if (!/^[+-]?\d+$/.test(text)) return 'seedNotWhole';
  const value = BigInt(text.replace('+', ''));
  return value < -(2n ** 63n) || value >= 2n ** 64n ? 'seedTooLarge' : undefined;
}

/** What is wrong with a seed, and what to do. */
export function seedProblemSentence(problem: SeedProblem, text: string): string {
  return problem === 'seedNotWhole'
    ? `The seed ${JSON.stringify(text)} is not a whole number. Enter one, such as 123.`
    : `The seed ${text} does not fit into 64 bits. Enter a whole number from -2^63 to 2^64 - 1.`;
}
