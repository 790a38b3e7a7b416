import {
  isBoolean,
  isInteger,
  isNumber,
  isOneOf,
  isString,
  object,
  optional,
  recordOf,
  type Validator,
} from '../base/validator';
import { agentOverrides } from '../protocol/agents';
import type { BudgetSetting, SettingId, Settings } from '../contributions';

const isObject: Validator<Readonly<Record<string, unknown>>> = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${path}: expected an object`);
  return value as Record<string, unknown>;
};
const limit = optional(isInteger(1));
const limits = recordOf(
  object({ tokens: limit, bytes: limit, characters: limit, lines: limit, warnAt: optional(isNumber) }),
);
const isBudgets: Validator<Readonly<Record<string, BudgetSetting>>> = (value, path) =>
  limits(isObject(value, path), path);
const isSeed = isInteger(Number.MIN_SAFE_INTEGER);

/**
 * What each setting may be, with the bounds of package.json: a settings file may hold anything. Which tokenizers there are is known to
 * the worker alone.
 */
export const settingChecks: { readonly [K in SettingId]: Validator<Settings[K]> } = {
  tokenizer: isString,
  specialTokens: isOneOf('encode', 'text', 'error'),
  highlighting: isBoolean,
  tokenIds: isBoolean,
  maximumTokenIdsPerLine: isInteger(0, 10_000),
  hover: isOneOf('whenShown', 'always', 'never'),
  budgets: isBudgets,
  explorerBadges: isBoolean,
  lint: isOneOf('agentFiles', 'always', 'never'),
  'statusBar.template': isString,
  'statusBar.click': isOneOf('selectTokenizer', 'toggleHighlighting', 'setBudget', 'previewWindows', 'goToBudgetLimit'),
  agents: (value, path) => agentOverrides(isObject(value, path), path),
  'windows.maxLength': isInteger(1),
  'windows.stride': isInteger(1),
  'windows.batchSize': isInteger(1),
  'windows.dropLast': isBoolean,
  'windows.shuffle': isBoolean,
  'windows.seed': isSeed,
  'embedding.graph': isString,
  'embedding.overrides': isObject,
  'embedding.seed': isSeed,
  'embedding.vocabularySize': isInteger(0, 0x110000),
  'embedding.hiddenSize': isInteger(1, 4096),
  'embedding.contextLength': isInteger(1, 131_072),
  'embedding.positions': isOneOf('learned', 'sinusoidal', 'rotary', 'none'),
  'embedding.layersBefore': isObject,
};

/** The value if the setting may have it; else its default, after `refused` was told why. */
export function checkedSetting<K extends SettingId>(
  id: K,
  value: unknown,
  fallback: Settings[K],
  refused: (reason: string) => void,
): Settings[K] {
  try {
    return settingChecks[id](value, `tokenscope.${id}`);
  } catch (error) {
    refused(error instanceof Error ? error.message : String(error));
    return fallback;
  }
}
