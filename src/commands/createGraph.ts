import type { Settings } from '../contributions';
import { ask, choose, foreign, say, showInformation, showWarning, type Choice } from '../host/messages';
import { readSetting, writeSetting } from '../host/settings';
import type { EmbeddingGraph, EmbeddingGraphs } from '../host/embeddingGraphs';
import { graphNames } from '../host/defaultTable';
import { CostlyGraphError, costOf } from '../host/seededCost';

/** The settings that make an untrained graph. */
type GraphSettings = Pick<
  Settings,
  | 'embedding.seed'
  | 'embedding.vocabularySize'
  | 'embedding.hiddenSize'
  | 'embedding.contextLength'
  | 'embedding.positions'
  | 'embedding.layersBefore'
>;

interface Preset extends Choice {
  readonly settings?: GraphSettings;
}

const title = 'Create Embedding Graph from a Seed';

function preset(
  label: string,
  detail: string,
  [seed, vocabularySize, hiddenSize, contextLength]: readonly [number, number, number, number],
  more: Partial<GraphSettings> = {},
): Preset {
  return {
    label: foreign(label),
    detail: foreign(detail),
    settings: {
      'embedding.seed': seed,
      'embedding.vocabularySize': vocabularySize,
      'embedding.hiddenSize': hiddenSize,
      'embedding.contextLength': contextLength,
      'embedding.positions': 'learned',
      'embedding.layersBefore': {},
      ...more,
    },
  };
}

const presets: readonly Preset[] = [
  preset('6 × 3, seed 123', 'torch.manual_seed(123); nn.Embedding(6, 3), without positions', [123, 6, 3, 4], {
    'embedding.positions': 'none',
  }),
  preset(
    '3 × 4, seed 42, then nn.Linear(3, 4, bias=False), then 3 positions',
    'A token table, a linear layer that moves the generator, and a position table',
    [42, 3, 4, 3],
    { 'embedding.layersBefore': { tokenTable: [], positionTable: ['nn.Linear(3, 4, bias=False)'] } },
  ),
  preset('50257 × 256, context length 4, seed 123', 'GPT-2’s vocabulary in the book’s size', [123, 50257, 256, 4]),
  preset(
    'The tokenizer’s vocabulary × 256, context length 1024, seed 123',
    'What there is without any setting',
    [123, 0, 256, 1024],
  ),
  preset('50257 × 768, context length 1024, seed 123', 'The size of GPT-2 (124M), untrained', [123, 50257, 768, 1024]),
];

/** Asks for the numbers of an untrained graph, as a whole or one by one, and keeps them as settings. */
export async function createGraph(graphs: EmbeddingGraphs): Promise<void> {
  const custom: Preset = { label: say`$(edit) Other sizes…`, detail: say`Asks for each of them` };
  const separator: Preset = { label: say``, isSeparator: true };
  const chosen = await choose([...presets, separator, custom], {
    title: foreign(title),
    placeHolder: say`Vocabulary × dimensions, drawn as PyTorch draws them after torch.manual_seed`,
  });
  if (chosen === undefined) return;
  const settings = chosen.settings ?? (await askEach());
  if (settings === undefined) return;
  await graphs.configure(async () => {
    for (const [id, value] of Object.entries(settings)) {
      await writeSetting(id as keyof GraphSettings, value as never);
    }
    await writeSetting('embedding.graph', graphNames.untrained);
  });
  // A mistake in a layer is told here, and not only where the vectors are.
  const graph = await currentOrAsked(graphs);
  if (graph === undefined) return;
  void showInformation(say`Embedding graph: ${graph.label}`);
}

/** The graph of the new settings; one that costs much only if the person agrees. */
async function currentOrAsked(graphs: EmbeddingGraphs): Promise<EmbeddingGraph | undefined> {
  try {
    return await graphs.current();
  } catch (error) {
    if (!(error instanceof CostlyGraphError)) throw error;
    const { spec } = error;
    const draw = 'Draw It';
    const question = say`An untrained graph of ${spec.vocabularySize} × ${spec.hiddenSize} takes ${(costOf(spec) / 1e9).toFixed(1)} GB on this disk.`;
    if ((await showWarning(question, draw)) !== draw) return undefined;
    await graphs.agreeTo(spec);
    return graphs.current();
  }
}

async function askEach(): Promise<GraphSettings | undefined> {
  const vocabularySize = await askNumber(
    1,
    5,
    'vocab_size: tokens. 0 for as many as the tokenizer has',
    'vocabularySize',
    0,
    0x110000,
  );
  if (vocabularySize === undefined) return undefined;
  const hiddenSize = await askNumber(2, 5, 'output_dim: numbers in each vector', 'hiddenSize', 1, 4096);
  if (hiddenSize === undefined) return undefined;
  const positions = await askPositions();
  if (positions === undefined) return undefined;
  const contextLength =
    positions === 'none'
      ? readSetting('embedding.contextLength')
      : await askNumber(4, 5, 'context_length: positions', 'contextLength', 1, 131072);
  if (contextLength === undefined) return undefined;
  const seed = await askNumber(5, 5, 'torch.manual_seed', 'seed', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  if (seed === undefined) return undefined;
  const layersBefore = await askLayers(positions === 'learned');
  if (layersBefore === undefined) return undefined;
  return {
    'embedding.seed': seed,
    'embedding.vocabularySize': vocabularySize,
    'embedding.hiddenSize': hiddenSize,
    'embedding.contextLength': contextLength,
    'embedding.positions': positions,
    'embedding.layersBefore': layersBefore,
  };
}

async function askNumber(
  step: number,
  steps: number,
  prompt: string,
  key: 'vocabularySize' | 'hiddenSize' | 'contextLength' | 'seed',
  from: number,
  to: number,
): Promise<number | undefined> {
  const text = await ask({
    title: say`${title} (${step}/${steps})`,
    prompt: foreign(prompt),
    value: String(readSetting(`embedding.${key}`)),
    problemOf: answer => {
      const isGood = /^\s*-?\d+\s*$/.test(answer) && Number(answer) >= from && Number(answer) <= to;
      return isGood ? undefined : say`Enter a whole number from ${from} to ${to}.`;
    },
  });
  return text === undefined ? undefined : Number(text);
}

async function askPositions(): Promise<Settings['embedding.positions'] | undefined> {
  const positions = (value: Settings['embedding.positions'], detail: string) => ({
    label: foreign(value),
    detail: foreign(detail),
    value,
  });
  const chosen = await choose(
    [
      positions('learned', 'A second table, drawn after the token table, as in GPT-2 and the book'),
      positions('sinusoidal', 'Sines and cosines, as in “Attention Is All You Need”'),
      positions('rotary', 'A rotation of the vectors by position; nothing is added. Needs even dimensions'),
      positions('none', 'Token vectors only'),
    ],
    { title: say`${title} (3/5)`, placeHolder: say`How positions enter` },
  );
  return chosen?.value;
}

/** Layers as a notebook writes them, separated by semicolons; one that cannot be read is told when the graph is drawn. */
async function askLayers(hasPositionTable: boolean): Promise<Record<string, string[]> | undefined> {
  const known = readSetting('embedding.layersBefore');
  const layers: Record<string, string[]> = {};
  for (const key of hasPositionTable ? (['tokenTable', 'positionTable'] as const) : (['tokenTable'] as const)) {
    const before = known[key];
    const where =
      key === 'tokenTable' ? 'between the seed and the token table' : 'between the token and the position table';
    const text = await ask({
      title: foreign(title),
      prompt: say`Layers that the notebook builds ${where}, with semicolons between them. Empty: none.`,
      placeHolder: say`nn.Linear(3, 4, bias=False)`,
      value: Array.isArray(before) ? before.join('; ') : '',
      problemOf: answer =>
        listOf(answer).every(layer =>
          /^(torch\.)?(nn\.)?(Linear|Embedding)\s*\([\d\s,]+(bias\s*=\s*(True|False)\s*)?\)$/.test(layer),
        )
          ? undefined
          : say`Write them as in the notebook: nn.Linear(3, 4, bias=False); nn.Embedding(6, 3)`,
    });
    if (text === undefined) return undefined;
    layers[key] = listOf(text);
  }
  return layers;
}

function listOf(text: string): string[] {
  return text
    .split(';')
    .map(layer => layer.trim())
    .filter(layer => layer !== '');
}
