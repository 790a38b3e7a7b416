/**
 * Ids and offsets of varied text, and of documents after random edits, beside tiktoken's:
 *
 *     npm run fuzz:kernel -- [--units 20000000] [--edits 1000000] [--seed 1]
 *
 * Shared among the tokenizers of the three patterns. Prints the first text that contradicts it, with the seed that finds it again.
 */
import { parseArgs } from 'node:util';
import { checkEdits, checkUnits } from '../unit/tokenizer/varied';

const names = ['gpt2', 'cl100k_base', 'o200k_base'] as const;
const rounds = 100;

function main(): void {
  const { values } = parseArgs({
    options: {
      units: { type: 'string', default: '20000000' },
      edits: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: String(Date.now() % 0x7fffffff) },
    },
  });
  const [units, edits] = [Number(values.units), Number(values.edits)];
  let seed = Number(values.seed);
  const share = (all: number): number => Math.ceil(all / (rounds * names.length));
  const started = performance.now();
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      console.log(`Seed ${seed}, ${name}: round ${round} of ${rounds}`);
      checkUnits(name, share(units), seed);
      checkEdits(name, share(edits), seed++);
    }
  }
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  console.log(`${units} units and ${edits} edits in ${minutes} minutes: all equal tiktoken's.`);
}

main();
