import { arrayOf, isInteger, isOneOf, isString, object, optional } from '../base/validator';
import type { CancellationToken } from '../base/cancellation';
import type { AgentOverrides } from '../protocol/agents';
import type { TokenizerClient } from '../worker/client';

/** What tools of language models are asked of; the worker's client has `call`. */
export interface ToolPorts {
  readonly client: Pick<TokenizerClient, 'call'>;
  /** The tokenizer where none is named. */
  readonly tokenizer: () => string;
  readonly overrides: () => AgentOverrides;
}

/** UTF-16 units that a tool takes as a text: a model has no more room for it either. */
const longestText = 4_000_000;
const mostIds = 100_000;
/** Files that are listed by name; the sums are of all. */
const mostListed = 200;

const isText: typeof isString = (value, path) => {
  const text = isString(value, path);
  if (text.length > longestText)
    throw new RangeError(`${path} has ${text.length} UTF-16 units, more than ${longestText}. Pass a path instead.`);
  return text;
};
const tokenizer = optional(isString);
const countInput = object({
  text: optional(isText),
  path: optional(isString),
  glob: optional(isString),
  maximum: optional(isInteger(1)),
  tokenizer,
});
const encodeInput = object({ text: isText, tokenizer });
const decodeInput = object({ ids: arrayOf(isInteger(0, 0xffffffff), mostIds), tokenizer });
const readInput = object({
  agent: isOneOf('codex', 'claude', 'copilot', 'cursor', 'gemini', 'windsurf'),
  folder: isString,
  tokenizer,
});

export const toolNames = [
  'tokenscope_count_tokens',
  'tokenscope_encode_text',
  'tokenscope_decode_ids',
  'tokenscope_list_agent_files',
] as const;
export type ToolName = (typeof toolNames)[number];

/**
 * What a tool answers a language model: facts as JSON. A refusal is an error whose message says what to pass instead.
 *
 * @param input from a model: anything
 */
export async function toolAnswer(
  name: ToolName,
  input: unknown,
  ports: ToolPorts,
  token?: CancellationToken,
): Promise<string> {
  const { client } = ports;
  const options = token === undefined ? {} : { token };
  switch (name) {
    case 'tokenscope_count_tokens':
      return JSON.stringify(await counted(input, ports, options));
    case 'tokenscope_encode_text': {
      const { text, tokenizer = ports.tokenizer() } = encodeInput(input, 'input');
      const { ids } = await client.call('encode', { text, tokenizer, specialTokens: 'text' }, options);
      return JSON.stringify({ tokenizer, tokens: ids.length, ids: [...ids] });
    }
    case 'tokenscope_decode_ids': {
      const { ids, tokenizer = ports.tokenizer() } = decodeInput(input, 'input');
      return JSON.stringify({
        tokenizer,
        text: await client.call('decode', { ids: Uint32Array.from(ids), tokenizer }, options),
      });
    }
    case 'tokenscope_list_agent_files': {
      const { agent, folder, tokenizer = ports.tokenizer() } = readInput(input, 'input');
      const overrides = ports.overrides();
      const params = { agent, overrides, folder: absolute(folder, 'folder'), workspace: folder, tokenizer };
      const { root, alwaysTokens, onDemandTokens, parts } = await client.call('agentReading', params, options);
      const files = parts.map(({ path, label, loaded, when, tokens, limit }) => ({
        path,
        label,
        loaded,
        tokens,
        ...(when === undefined ? {} : { when }),
        ...(limit === undefined ? {} : { limit: { ...limit, source: limit.source.title } }),
      }));
      return JSON.stringify({ agent, root, tokenizer, alwaysTokens, onDemandTokens, files });
    }
  }
}

async function counted(input: unknown, ports: ToolPorts, options: { token?: CancellationToken }): Promise<object> {
  const { text, path, glob, maximum, tokenizer = ports.tokenizer() } = countInput(input, 'input');
  const specialTokens = 'text';
  const fits = (tokens: number): object =>
    maximum === undefined ? {} : { maximum, over: Math.max(0, tokens - maximum) };
  if (text !== undefined) {
    const tokens = await ports.client.call('count', { text, tokenizer, specialTokens }, options);
    return { tokenizer, tokens, ...fits(tokens) };
  }
  if (path === undefined) throw new TypeError('Pass a text, or the absolute path of a file or a folder.');
  const root = absolute(path, 'path');
  const base = glob === undefined ? root.replace(/[\\/][^\\/]*$/, '') || '/' : root;
  const selection = {
    base,
    roots: [root],
    exclude: [],
    dotFiles: true,
    ...(glob === undefined ? {} : { include: glob }),
  };
  const { files, skipped, skippedCount } = await ports.client.call(
    'countSelection',
    { tokenizer, specialTokens, selection },
    options,
  );
  if (files.length === 0 && skipped.length === 0)
    throw new RangeError(`No file of ${path} matches. Pass another path, or a glob such as **/*.md.`);
  const tokens = files.reduce((sum, file) => sum + file.tokens, 0);
  const largest = [...files].sort((a, b) => b.tokens - a.tokens).slice(0, mostListed);
  return {
    tokenizer,
    tokens,
    fileCount: files.length,
    largest: largest.map(({ name, tokens: own }) => ({ path: name, tokens: own })),
    skippedCount,
    skipped: skipped.slice(0, 20),
    ...fits(tokens),
  };
}

function absolute(path: string, name: string): string {
  if (/^(\/|[A-Za-z]:[\\/])/.test(path)) return path;
  throw new TypeError(`${name}: pass an absolute path, not ${JSON.stringify(path.slice(0, 80))}.`);
}
