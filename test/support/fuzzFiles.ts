/**
 * Damaged graphs and weights in the real embedding process, one wrong byte each:
 *
 *     npm run fuzz:files -- [--flips 10000] [--seed 1]
 *
 * Fails for wrong vectors and for errors that are no answer; counts what was read, refused, and how often a process was lost.
 */
import { parseArgs } from 'node:util';
import { InferenceClient } from '../../src/inference/client';
import { bundleInference } from './bundleInference';
import { readDamaged, validFiles } from './damagedFiles';

async function main(): Promise<void> {
  const options = { flips: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' } } as const;
  const { values } = parseArgs({ options });
  const bundle = bundleInference();
  const client = new InferenceClient(bundle.entry);
  try {
    for (const extension of Object.keys(validFiles)) {
      const started = performance.now();
      const outcome = await readDamaged(client, bundle.folder, extension, Number(values.flips), Number(values.seed));
      const seconds = ((performance.now() - started) / 1000).toFixed(0);
      console.log(`.${extension}: ${JSON.stringify(outcome)} in ${seconds} s`);
    }
  } finally {
    client.dispose();
    bundle.dispose();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
