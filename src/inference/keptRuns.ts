import { createHash } from 'node:crypto';
import type { VectorKind } from '../embedding/graphCard';
import type { VectorsMessage } from '../protocol/inference';
import type { PointsMessage, ThreadPointsMessage } from '../protocol/vectorMaths';
import { readModelFile, type ModelFile } from './modelFile';

type Run = (file: ModelFile, ids: Uint32Array, kinds: readonly VectorKind[]) => Promise<VectorsMessage>;
type RunPoints = Extract<PointsMessage, { readonly from: 'run' }>;

/** Bytes of vectors that are kept: a page of each kind at its largest, and more of the usual ones. */
const maximumBytes = 256 * 2 ** 20;

/**
 * Runs graphs, and keeps the vectors that they gave last under the graph and the ids: what is asked about them next need not carry them
 * out of the process and back, and what is asked again is not run again.
 */
export class KeptRuns {
  readonly #kept = new Map<string, Float32Array>();
  #bytes = 0;

  /** @param run gives the vectors of a graph */
  constructor(
    private readonly run: Run,
    private readonly maximum = maximumBytes,
  ) {}

  /** The vectors of `ids`; a kind that the graph has not is left out. */
  async vectors(file: ModelFile, ids: Uint32Array, kinds: readonly VectorKind[]): Promise<VectorsMessage> {
    const { outputs, idsInput, positionInput, hiddenSize } = file.card;
    const graph = createHash('sha256')
      .update(JSON.stringify([file.path, file.version, outputs, idsInput, positionInput, ids.length]))
      .update(new Uint8Array(ids.buffer, ids.byteOffset, ids.byteLength))
      .digest('base64');
    const keyOf = (kind: VectorKind): string => `${kind} ${graph}`;
    const found: VectorsMessage = { sequence: ids.length, hidden: hiddenSize };
    const missing: VectorKind[] = [];
    for (const kind of kinds) {
      const values = this.#get(keyOf(kind));
      if (values !== undefined) found[kind] = values;
      else if (outputs[kind] !== undefined) missing.push(kind);
    }
    if (missing.length === 0) return found;
    const made = await this.run(file, ids, missing);
    for (const kind of missing) if (made[kind] !== undefined) this.#keep(keyOf(kind), made[kind]);
    return { ...found, ...made };
  }

  /** Points as the thread takes them. @throws RangeError for an output that the graph has not, or a row that there is not */
  async pointsOf(points: PointsMessage): Promise<ThreadPointsMessage> {
    if (points.from === 'table') return points;
    const { path, overrides, ids, output, rows } = points;
    const { hidden, [output]: values } = await this.vectors(readModelFile(path, overrides), ids, [output]);
    if (values === undefined) throw new RangeError(`This graph gives no ${output} vectors.`);
    return {
      from: 'vectors',
      values: rows === undefined ? values : rowsOf(values, hidden, rows, points),
      columns: hidden,
    };
  }

  #get(key: string): Float32Array | undefined {
    const values = this.#kept.get(key);
    if (values === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, values);
    return values;
  }

  #keep(key: string, values: Float32Array): void {
    this.#bytes += values.byteLength - (this.#kept.get(key)?.byteLength ?? 0);
    this.#kept.delete(key);
    this.#kept.set(key, values);
    for (const [oldest, { byteLength }] of this.#kept) {
      if (this.#bytes <= this.maximum) return;
      this.#kept.delete(oldest);
      this.#bytes -= byteLength;
    }
  }
}

function rowsOf(values: Float32Array, hidden: number, rows: Uint32Array, { ids }: RunPoints): Float32Array {
  const outside = rows.find(row => row >= ids.length);
  if (outside !== undefined) throw new RangeError(`There is no row ${outside} among ${ids.length}.`);
  const picked = new Float32Array(rows.length * hidden);
  rows.forEach((row, i) => picked.set(values.subarray(row * hidden, (row + 1) * hidden), i * hidden));
  return picked;
}
