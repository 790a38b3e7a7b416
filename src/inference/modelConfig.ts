import { closeSync, realpathSync, readSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { maximumConfig } from '../base/bounds';
import type { ModelConfig } from '../embedding/firstPositions';
import { parseStrictJson, type StrictJson } from '../formats/strictJson';
import { openModelFile, versionOf, type OpenFile } from './openFile';

/**
 * What the config.json beside a file of weights says of the model: a regular file in the same folder or, as in the Hugging Face cache, in
 * the folder where the weights themselves lie. One that cannot be used is no error: what it would have said is assumed.
 */
export function readModelConfig(file: OpenFile): ModelConfig {
  const path = configPath(file.chosen);
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    return { kind: 'missing' };
  }
  const folders = [file.folder, realpathSync(dirname(file.chosen))];
  if (!folders.includes(dirname(real))) return unusable("it is a link out of the model's folder");
  try {
    return configOf(parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(bytesOf(real))));
  } catch (error) {
    return unusable(error instanceof TypeError ? 'it is no UTF-8' : (error as Error).message);
  }
}

/** Changes when the config.json beside a file of weights does, or one comes or goes. */
export function configVersionOf(chosen: string): string {
  try {
    return `config:${versionOf(statSync(configPath(chosen)))}`;
  } catch {
    return 'config:none';
  }
}

const configPath = (chosen: string): string => join(dirname(chosen), 'config.json');
const unusable = (why: string): ModelConfig => ({ kind: 'unusable', why });

function bytesOf(path: string): Uint8Array {
  const { descriptor, stats } = openModelFile(path);
  try {
    if (stats.size > maximumConfig) throw new Error(`it has ${stats.size} bytes, more than the ${maximumConfig} read`);
    const bytes = new Uint8Array(stats.size);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** A model made of several has a config in its config for the one that reads text. */
function configOf(value: StrictJson): ModelConfig {
  if (!(value instanceof Map)) return unusable('it is no JSON object');
  const parts = [value.get('text_config'), value.get('decoder'), value].filter(part => part instanceof Map);
  const part = parts.find(each => typeof each.get('model_type') === 'string');
  const modelType = part?.get('model_type');
  if (part === undefined || typeof modelType !== 'string') return unusable('it says no model_type');
  const padding = part.get('pad_token_id') ?? value.get('pad_token_id');
  const isId = typeof padding === 'bigint' && padding >= 0n && padding < 2n ** 31n;
  return { kind: 'found', modelType, ...(isId ? { padTokenId: Number(padding) } : {}) };
}
