import { settingDefaults, type SettingId, type Settings } from '../contributions';

/** Values of `tokenscope.embedding.graph` that are no path. */
export const graphNames = { trained: 'default', untrained: 'untrained' } as const;

/** The settings that say how an untrained graph is drawn. */
export const untrainedSettings = [
  'embedding.seed',
  'embedding.vocabularySize',
  'embedding.hiddenSize',
  'embedding.contextLength',
  'embedding.positions',
  'embedding.layersBefore',
] as const;

/** The tokenizers whose ids are the rows of the trained table that ships in the package. */
const tokenizers: readonly string[] = ['gpt2', 'r50k_base'];

/** What the panel says of it. */
export const defaultTableSource =
  'These vectors were trained: distilled to 8 bits from all-MiniLM-L6-v2, a small open model of sentences (Apache-2.0). ' +
  'They are not the vectors of GPT-2, and know no positions.';

/**
 * What the settings ask for: a file, the trained table, or an untrained graph. Where `embedding.graph` is empty, GPT-2's texts get the
 * trained table, unless one of the untrained graph's settings was changed: whoever does that wants to see it.
 *
 * @example
 * wantedGraph('gpt2', id => settingDefaults[id]); // 'trained'
 * wantedGraph('o200k_base', id => settingDefaults[id]); // 'untrained'
 */
export function wantedGraph(
  tokenizer: string,
  read: <K extends SettingId>(id: K) => Settings[K],
): 'trained' | 'untrained' | 'file' {
  const name = read('embedding.graph');
  if (name === graphNames.trained) return 'trained';
  if (name === graphNames.untrained) return 'untrained';
  if (name !== '') return 'file';
  const isChanged = untrainedSettings.some(key => JSON.stringify(read(key)) !== JSON.stringify(settingDefaults[key]));
  return tokenizers.includes(tokenizer) && !isChanged ? 'trained' : 'untrained';
}
