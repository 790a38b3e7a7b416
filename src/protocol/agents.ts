import { arrayOf, isInteger, isOneOf, isString, object, optional, recordOf, type Validated } from '../base/validator';
import { method } from '../rpc/method';

/** Requests about what coding agents read. Paths are absolute, with slashes. */

const source = object({ title: isString, read: isString, version: optional(isString) });

const agentOverride = object({
  name: optional(isString),
  files: optional(arrayOf(isString)),
  maximumBytes: optional(isInteger(1)),
});
/** What the settings change of the agents that are known, by their ids, and those that they add. */
export const agentOverrides = recordOf(agentOverride);
export type AgentOverrides = Validated<typeof agentOverrides>;

export const offeredAgent = object({ id: isString, name: isString, files: arrayOf(isString) });
export type OfferedAgent = Validated<typeof offeredAgent>;

export const agentPart = object({
  label: isString,
  path: isString,
  /** Relative to the root of the project, or to the home as `~/...`. */
  name: isString,
  loaded: isOneOf('always', 'onDemand'),
  when: optional(isString),
  text: isString,
  /** UTF-16 units of the text that fit; tokens and bytes are of these. */
  kept: isInteger(0),
  tokens: isInteger(0),
  bytes: isInteger(0),
  limit: optional(
    object({
      unit: isOneOf('bytes', 'characters', 'lines'),
      maximum: isInteger(1),
      effect: isOneOf('cut', 'advice'),
      source,
    }),
  ),
  importedBy: optional(isString),
  source,
});
export type AgentPartMessage = Validated<typeof agentPart>;

export const agentReading = object({
  agent: isString,
  root: isString,
  folder: isString,
  tokenizer: isString,
  parts: arrayOf(agentPart),
  /** Of the parts that are always loaded, joined as they are; and the sum of the others. */
  alwaysTokens: isInteger(0),
  onDemandTokens: isInteger(0),
});
export type AgentReading = Validated<typeof agentReading>;

export const agentMethods = {
  agents: method(object({ overrides: agentOverrides }), arrayOf(offeredAgent)),
  /** What an agent reads that works in a folder; `workspace` is the root of the project where no repository is found. */
  agentReading: method(
    object({ agent: isString, overrides: agentOverrides, folder: isString, workspace: isString, tokenizer: isString }),
    agentReading,
  ),
} as const;
