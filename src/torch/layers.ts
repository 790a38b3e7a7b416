import type { TorchGenerator } from './random';

/** A layer of a notebook whose weights were drawn from the same generator. */
export type Layer =
  | { readonly kind: 'linear'; readonly inFeatures: number; readonly outFeatures: number; readonly bias: boolean }
  | { readonly kind: 'embedding'; readonly rows: number; readonly columns: number };

/** Numbers drawn between two steps: about 10 ms of work. */
const stepSize = 1 << 19;
const largestLayer = 2 ** 32;

/**
 * Reads a layer as it is written in a notebook.
 *
 * @example
 * parseLayer('nn.Linear(3, 4, bias=False)'); // { kind: 'linear', inFeatures: 3, outFeatures: 4, bias: false }
 * parseLayer('torch.nn.Embedding(6, 3)'); // { kind: 'embedding', rows: 6, columns: 3 }
 * @throws RangeError that says what can be read
 */
export function parseLayer(text: string): Layer {
  const match =
    /^\s*(?:torch\.)?(?:nn\.)?(Linear|Embedding)\s*\(\s*(\d{1,9})\s*,\s*(\d{1,9})\s*(?:,\s*bias\s*=\s*(True|False)\s*)?\)\s*$/.exec(
      text,
    );
  const [, name, first, second, bias] = match ?? [];
  const sizes = [Number(first), Number(second)] as const;
  if (name === undefined || (name === 'Embedding' && bias !== undefined)) {
    throw new RangeError(
      `${JSON.stringify(text.slice(0, 80))} is no layer that can be drawn. Write it as in the notebook: nn.Linear(3, 4, bias=False) or nn.Embedding(6, 3).`,
    );
  }
  if (sizes.some(size => size < 1) || sizes[0] * sizes[1] > largestLayer) {
    throw new RangeError(
      `${text.trim()} has ${sizes[0]} × ${sizes[1]} weights: at least 1 and at most 2^32 can be drawn.`,
    );
  }
  if (name === 'Embedding') return { kind: 'embedding', rows: sizes[0], columns: sizes[1] };
  return { kind: 'linear', inFeatures: sizes[0], outFeatures: sizes[1], bias: bias !== 'False' };
}

/** Weights of a layer, biases not counted. */
export function weightsOf(layer: Layer): number {
  return layer.kind === 'linear' ? layer.inFeatures * layer.outFeatures : layer.rows * layer.columns;
}

/**
 * Moves a generator on as building this layer does, without keeping its weights; yields how many numbers are drawn.
 *
 * `nn.Linear` draws a number for each weight and each bias. `nn.Embedding` draws one for each weight too, and 16 more for the last
 * block of a size that is no multiple of 16; below 16 weights it draws pairs, one of which the generator may keep.
 *
 * @example
 * torch.manual_seed(42); nn.Embedding(3, 4); nn.Linear(3, 4, bias=False); nn.Embedding(3, 4)
 * // in between: for (const _ of skipLayerSteps(generator, parseLayer('nn.Linear(3, 4, bias=False)')));
 */
export function* skipLayerSteps(generator: TorchGenerator, layer: Layer): Generator<number, void> {
  const weights = weightsOf(layer);
  if (layer.kind === 'embedding' && weights < 16) {
    generator.fillNormal(new Float32Array(weights));
    yield weights;
    return;
  }
  const biases = layer.kind === 'linear' && layer.bias ? layer.outFeatures : 0;
  const again = layer.kind === 'embedding' && weights % 16 !== 0 ? 16 : 0;
  const draws = weights + biases + again;
  for (let done = 0; done < draws;) {
    const until = Math.min(done + stepSize, draws);
    for (; done < until; done++) generator.random();
    yield done;
  }
}
