/**
 * Properties of the tokenizer on random texts and edits, for as long as wanted:
 *
 *     npm run fuzz -- --minutes 20 [--seed 1]
 *
 * Prints how many cases of each were seen, or the smallest text that contradicts one, with the seed that finds it again.
 */
import * as fc from 'fast-check';
import { parseArgs } from 'node:util';
import { encodingNames, type EncodingName } from '../../src/tokenizer/bytePair/encodings';
import { anyText } from '../unit/tokenizer/oracle';
import {
  encodesAsTiktoken,
  encodesSpecialTokens,
  followsEdits,
  giantText,
  longRunOf,
  longText,
  tiny,
} from '../unit/tokenizer/properties';

const casesOfARound = 200;

const manyTexts = fc.array(anyText, { maxLength: 40 }).map(parts => parts.join(''));
/** Runs that are cut into chunks of the usual length. */
const hugeText = fc
  .array(fc.oneof(longRunOf(4000), anyText), { minLength: 1, maxLength: 5 })
  .map(parts => parts.join(''));

const properties: Readonly<Record<string, (name: EncodingName) => fc.IProperty<unknown>>> = {
  'ids equal tiktoken, offsets tile, decoding gives the text back': name => encodesAsTiktoken(name, manyTexts),
  'the same for long runs': name => encodesAsTiktoken(name, giantText),
  'special tokens': name => encodesSpecialTokens(name),
  edits: name => followsEdits(name, 'encode', longText),
  'edits near every boundary': name => followsEdits(name, 'text', longText, tiny),
  'edits in giant pieces': name => followsEdits(name, 'text', giantText, tiny),
  'edits in pieces of thousands': name => followsEdits(name, 'text', hugeText),
  'edits in giant pieces with special tokens': name =>
    followsEdits(name, 'encode', giantText, { ...tiny, lookahead: 12 }),
};

function main(): void {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new RangeError(`--minutes takes a number above 0, not "${values.minutes}"`);
  const until = performance.now() + minutes * 60_000;
  const cases = new Map<string, number>();
  let seed = values.seed === undefined ? Date.now() % 0x7fffffff : Number(values.seed);
  console.log(`From seed ${seed}, for ${minutes} minutes`);
  for (let round = 0; performance.now() < until; round++) {
    const name = encodingNames[round % encodingNames.length]!;
    for (const [label, property] of Object.entries(properties)) {
      const details = fc.check(property(name), { numRuns: casesOfARound, seed: seed++ });
      cases.set(label, (cases.get(label) ?? 0) + details.numRuns);
      if (!details.failed) continue;
      console.error(`${name}: "${label}" does not hold.\n${fc.defaultReportMessage(details)}`);
      process.exitCode = 1;
      return;
    }
  }
  for (const [label, count] of cases) console.log(`${label}: ${count} cases`);
}

main();
