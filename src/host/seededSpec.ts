import type { PositionKind } from '../embedding/graphCard';
import { readSetting } from './settings';

/** Sizes of an untrained graph, the seed it is drawn from, and what else was drawn from it before. */
export interface SeededSpec {
  readonly seed: string;
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly contextLength: number;
  /** Left out: learned. */
  readonly positions?: PositionKind;
  readonly layersBefore?: LayersBefore;
}

/** Layers as a notebook writes them, such as `nn.Linear(3, 4, bias=False)`. */
export interface LayersBefore {
  readonly tokenTable: string[];
  readonly positionTable: string[];
}

/** @param vocabularySize of the tokenizer, where the settings say nothing else */
export function seededSpec(vocabularySize: number): SeededSpec {
  const layers = readSetting('embedding.layersBefore');
  const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
  return {
    seed: String(readSetting('embedding.seed')),
    vocabularySize: readSetting('embedding.vocabularySize') || vocabularySize,
    hiddenSize: readSetting('embedding.hiddenSize'),
    contextLength: readSetting('embedding.contextLength'),
    positions: readSetting('embedding.positions'),
    layersBefore: { tokenTable: listOf(layers['tokenTable']), positionTable: listOf(layers['positionTable']) },
  };
}

/** The same for the same graph, and never for another. */
export async function fileNameOf(spec: SeededSpec): Promise<string> {
  const { seed, vocabularySize, hiddenSize, contextLength, positions = 'learned', layersBefore } = spec;
  const layers = [...(layersBefore?.tokenTable ?? []), '|', ...(layersBefore?.positionTable ?? [])];
  const kind = positions === 'learned' ? '' : `-${positions}`;
  const hash = layers.length === 1 ? '' : `-${await hashOf(JSON.stringify(layers))}`;
  return `seed${seed}-${vocabularySize}x${hiddenSize}-${contextLength}${kind}${hash}.onnx`;
}

/** 64 bits of the text's SHA-256, as hexadecimal digits. */
async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest, 0, 8), byte => byte.toString(16).padStart(2, '0')).join('');
}

export function labelOf(spec: SeededSpec): string {
  const { seed, vocabularySize, hiddenSize, positions = 'learned', layersBefore } = spec;
  const count = (layersBefore?.tokenTable.length ?? 0) + (layersBefore?.positionTable.length ?? 0);
  return [
    `untrained ${vocabularySize} × ${hiddenSize}`,
    `seed ${seed}`,
    ...(positions === 'learned' ? [] : [positions === 'none' ? 'no positions' : `${positions} positions`]),
    ...(count === 0 ? [] : [`${count} ${count === 1 ? 'layer' : 'layers'} drawn before`]),
  ].join(' · ');
}
