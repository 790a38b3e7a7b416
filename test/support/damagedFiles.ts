import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeEmbeddingGraph } from '../../src/embedding/onnxWriter';
import { maximumNodes } from '../../src/base/bounds';
import type { InferenceClient } from '../../src/inference/client';
import { chain, doublings, fan, grownGraph, sums, type Growth } from './grownGraphs';
import { bytesOf, safetensors } from './weightFiles';

const rows = 12;
const hidden = 4;
const values = Float32Array.from({ length: rows * hidden }, (_, i) => i / 8 - 3);

/** Small valid files of each kind, so that most bytes are structure. */
export const validFiles: Readonly<Record<string, Uint8Array>> = {
  onnx: writeEmbeddingGraph({
    hiddenSize: hidden,
    token: { rows, type: 'float32', data: { bytes: bytesOf(values) } },
    position: { rows: 3, type: 'float32', data: { bytes: bytesOf(values.slice(0, 3 * hidden)) } },
    metadata: { 'tokenscope.seed': '42' },
  }),
  safetensors: safetensors({
    'wte.weight': { dtype: 'F32', shape: [rows, hidden], bytes: bytesOf(values) },
    'wpe.weight': { dtype: 'F32', shape: [3, hidden], bytes: bytesOf(values.slice(0, 3 * hidden)) },
  }),
};

/** Names of errors that are answers; anything else is a mistake of ours. */
const answers = new Set(['GraphError', 'RangeError']);
const filesAtOnce = 8;

export interface Outcome {
  read: number;
  refused: number;
  /** Damage by which ONNX Runtime took its process along: the host and the next request never noticed. */
  crashed: number;
}

/**
 * Changes one byte of a valid file after the other, at random places, and asks the process for vectors of each.
 *
 * @throws AssertionError for vectors of the wrong size, for an error that is no answer, and for a process that does not come back
 */
export async function readDamaged(
  client: InferenceClient,
  folder: string,
  extension: string,
  count: number,
  seed: number,
): Promise<Outcome> {
  const valid = validFiles[extension]!;
  const outcome: Outcome = { read: 0, refused: 0, crashed: 0 };
  const random = randomNumbers(seed);
  const one = (slot: number, at: number, change: number): Promise<void> => {
    const bytes = Uint8Array.from(valid);
    bytes[at]! ^= change;
    const path = join(folder, `damaged${slot}.${extension}`);
    return readOne(client, path, bytes, outcome, `byte ${at} ^ ${change}`);
  };
  for (let done = 0; done < count; done += filesAtOnce) {
    const batch = Array.from({ length: Math.min(filesAtOnce, count - done) }, (_, slot) =>
      one(slot, random(valid.length), 1 + random(255)),
    );
    await Promise.all(batch);
  }
  return outcome;
}

/**
 * Grows one graph after the other by structure, up to the bounds and beyond them, and asks the process for vectors of each: long chains,
 * doublings, wide fans, sums after chains.
 *
 * @throws AssertionError as {@link readDamaged} does
 */
export async function readGrown(
  client: InferenceClient,
  folder: string,
  count: number,
  seed: number,
): Promise<Outcome> {
  const outcome: Outcome = { read: 0, refused: 0, crashed: 0 };
  const random = randomNumbers(seed);
  /** As likely small as large. */
  const upTo = (most: number): number => Math.ceil(2 ** ((random(1000) / 1000) * Math.log2(most)));
  const kinds: (() => [string, Growth])[] = [
    () => named('chain', upTo(1.1 * maximumNodes), chain),
    () => named('doublings', upTo(60), doublings),
    () => named('sums', upTo(maximumNodes / 2), sums),
    () => {
      const size = 2 * upTo(2 ** 24);
      return named(`fan of ${size}`, upTo(2000), arms => fan(arms, size));
    },
  ];
  for (let done = 0; done < count; done++) {
    const [name, growth] = kinds[done % kinds.length]!();
    await readOne(client, join(folder, 'grown.onnx'), grownGraph(growth), outcome, name);
  }
  return outcome;
}

const named = (kind: string, size: number, grow: (size: number) => Growth): [string, Growth] => [
  `${kind}, ${size}`,
  grow(size),
];

/** Whole numbers below a bound, the same for the same seed. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return below => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

async function readOne(
  client: InferenceClient,
  path: string,
  bytes: Uint8Array,
  outcome: Outcome,
  what: string,
): Promise<void> {
  writeFileSync(path, bytes);
  try {
    const { card } = await client.call('open', { path });
    const {
      token,
      sequence,
      hidden: columns,
    } = await client.call('run', { path, ids: Uint32Array.of(0), outputs: ['token'] });
    assert.deepEqual([sequence, columns], [1, card.hiddenSize]);
    if (token !== undefined) assert.equal(token.length, card.hiddenSize);
    outcome.read++;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'DisconnectedError') outcome.crashed++;
    else {
      assert.ok(answers.has(name) && message.length > 10, `${what}: ${name}: ${message}`);
      outcome.refused++;
    }
  }
}
