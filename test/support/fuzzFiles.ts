/**
 * Damaged graphs and weights in the real embedding process, one wrong byte each, and graphs that grow by their structure:
 *
 *     npm run fuzz:files -- [--flips 10000] [--graphs 200] [--seed 1]
 *
 * Fails for wrong vectors and for errors that are no answer; counts what was read, refused, and how often a process was lost.
 */
import { parseArgs } from 'node:util';
import { InferenceClient } from '../../src/inference/client';
import { bundleInference } from './bundleInference';
import { readDamaged, readGrown, validFiles, type Outcome } from './damagedFiles';

async function main(): Promise<void> {
  const text = (value: string) => ({ type: 'string', default: value }) as const;
  const { values } = parseArgs({ options: { flips: text('10000'), graphs: text('200'), seed: text('1') } });
  const seed = Number(values.seed);
  const bundle = bundleInference();
  const client = new InferenceClient(bundle.entry);
  try {
    const tell = async (what: string, reading: Promise<Outcome>): Promise<void> => {
      const started = performance.now();
      const outcome = await reading;
      console.log(`${what}: ${JSON.stringify(outcome)} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    };
    for (const extension of Object.keys(validFiles))
      await tell(`.${extension}`, readDamaged(client, bundle.folder, extension, Number(values.flips), seed));
    await tell('grown graphs', readGrown(client, bundle.folder, Number(values.graphs), seed));
  } finally {
    client.dispose();
    bundle.dispose();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
