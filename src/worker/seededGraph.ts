import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { parseSeed, TorchGenerator } from '../dataset/random';
import { writeEmbeddingGraph, type TableSpec } from '../embedding/onnxWriter';
import type { tokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf } from '../rpc/method';

type Params = ParamsOf<typeof tokenizerMethods.writeSeededGraph>;

/** External data that starts at a multiple of this can be mapped into memory on every platform. */
const externalDataAlignment = 65536;

/**
 * Draws the tables of an untrained graph as PyTorch would after `torch.manual_seed(seed)`: first the token table, then the position
 * table. The graph is written to `path`, its weights beside it, aligned so that ONNX Runtime maps them instead of reading them.
 * Both appear under their names only when they are whole, so that an interrupted run leaves nothing half-made.
 */
export async function writeSeededGraph(
  params: Params,
  token: CancellationToken,
  progress: (fraction: number) => void,
): Promise<void> {
  const { path, vocabularySize, hiddenSize, contextLength } = params;
  const dataPath = `${path}.data`;
  const generator = new TorchGenerator(parseSeed(params.seed));
  const total = (vocabularySize + contextLength) * hiddenSize;
  const offsets = [0, align(vocabularySize * hiddenSize * 4)] as const;
  let done = 0;
  try {
    await writeFile(`${dataPath}.tmp`, async file => {
      for (const rows of [vocabularySize, contextLength]) {
        const table = new Float32Array(rows * hiddenSize);
        for (const drawn of generator.fillNormalSteps(table)) {
          progress((done + drawn) / total);
          // Lets queries about open documents in, and a cancellation.
          await nextTurn();
          throwIfCancelled(token);
        }
        await file.write(new Uint8Array(table.buffer), 0, table.byteLength, offsets[done === 0 ? 0 : 1]);
        done += table.length;
      }
    });
    const table = (rows: number, offset: number): TableSpec => ({
      rows,
      type: 'float32',
      data: { file: basename(dataPath), offset, length: rows * hiddenSize * 4 },
    });
    const model = writeEmbeddingGraph({
      hiddenSize,
      token: table(vocabularySize, offsets[0]),
      position: table(contextLength, offsets[1]),
      metadata: { 'tokenscope.seed': params.seed, 'tokenscope.untrained': 'true' },
    });
    await writeFile(`${path}.tmp`, async file => {
      await file.write(model);
    });
    await rename(`${dataPath}.tmp`, dataPath);
    await rename(`${path}.tmp`, path);
  } catch (error) {
    await Promise.all([rm(`${dataPath}.tmp`, { force: true }), rm(`${path}.tmp`, { force: true })]);
    throw error;
  }
}

function align(offset: number): number {
  return Math.ceil(offset / externalDataAlignment) * externalDataAlignment;
}

async function writeFile(path: string, write: (file: FileHandle) => Promise<void>): Promise<void> {
  const file = await open(path, 'w');
  try {
    await write(file);
    await file.sync();
  } finally {
    await file.close();
  }
}
