import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { assemble, partSeparator, type AgentFiles, type AgentPart } from '../context/agents/assemble';
import type { agentsWith } from '../context/agents/rules';
import { type AgentRule } from '../context/agents/rules';
import { lengthOf } from '../context/budget';
import type { AgentPartMessage, AgentReading, OfferedAgent } from '../protocol/agents';
import type { Tokenizer } from '../tokenizer/tokenizer';
import { filesOf } from './corpusFiles';
import { textOfFile } from './textFile';

/** UTF-16 units of a file that are read: no agent loads instructions of megabytes. */
const longestText = 1 << 22;
/** Folders below one for rules and skills; more are a link to oneself. */
const deepest = 12;

export function offersOf(rules: ReturnType<typeof agentsWith>): OfferedAgent[] {
  return rules.map(({ id, name, parts }) => ({ id, name, files: [...new Set(parts.flatMap(({ names }) => names))] }));
}

/** Where an agent works. */
export interface AgentSite {
  readonly folder: string;
  /** The root of the project where the folder is in no repository. */
  readonly workspace: string;
  readonly home?: string;
}

/**
 * What an agent reads in a folder, with the tokens of each part. The root of the project is the nearest folder from there up that holds
 * a repository.
 *
 * @throws RangeError for an agent that there is not
 */
export async function readingOf(
  rule: AgentRule,
  { folder, workspace, home = homedir() }: AgentSite,
  tokenizer: Tokenizer,
  token: CancellationToken,
): Promise<AgentReading> {
  const at = resolve(folder);
  const root = slashed((await repositoryOf(at)) ?? resolve(workspace));
  const place = { root, folder: slashed(at), home: slashed(home) };
  const parts = await assemble(rule, filesOn(token), place);
  const count = (text: string): number => tokenizer.count(text, 'text');
  const messages = parts.map(part => messageOf(part, place, count));
  const always = messages.filter(({ loaded }) => loaded === 'always');
  const onDemand = messages.filter(({ loaded }) => loaded === 'onDemand');
  return {
    agent: rule.name,
    root,
    folder: place.folder,
    tokenizer: tokenizer.name,
    parts: messages,
    alwaysTokens: count(always.map(({ text, kept }) => text.slice(0, kept)).join(partSeparator)),
    onDemandTokens: onDemand.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}

export function ruleNamed(rules: ReturnType<typeof agentsWith>, id: string): AgentRule {
  const rule = rules.find(each => each.id === id);
  if (rule === undefined)
    throw new RangeError(`There is no agent ${id}. Choose another one, or add it to the settings.`);
  return rule;
}

function messageOf(
  part: AgentPart,
  { root, home }: { root: string; home: string },
  count: (text: string) => number,
): AgentPartMessage {
  const { limit, source, ...rest } = part;
  const kept = part.text.slice(0, part.kept);
  const name = part.path.startsWith(`${root}/`)
    ? part.path.slice(root.length + 1)
    : part.path.startsWith(`${home}/`)
      ? `~${part.path.slice(home.length)}`
      : part.path;
  return {
    ...rest,
    name,
    tokens: count(kept),
    bytes: lengthOf(kept).bytes,
    source: { ...source },
    ...(limit === undefined ? {} : { limit: { ...limit, source: { ...limit.source } } }),
  };
}

const slashed = (path: string): string => (sep === '/' ? path : path.replaceAll(sep, '/')).replace(/(?<=.)\/$/, '');

async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    if ((await stat(join(at, '.git')).catch(() => undefined)) !== undefined) return at;
    if (dirname(at) === at) return undefined;
  }
}

function filesOn(token: CancellationToken): AgentFiles {
  return {
    async text(path) {
      throwIfCancelled(token);
      try {
        let text = '';
        for await (const part of textOfFile(path)) {
          text += part;
          if (text.length > longestText) break;
        }
        return text.replace(/^\uFEFF/, '');
      } catch {
        return undefined;
      }
    },
    inFolder: async folder => (await filesIn(folder, deepest)).sort(),
    async named(folder, name) {
      const selection = { base: folder, roots: [folder], include: name, exclude: ['**/node_modules'] };
      const { files } = await filesOf(selection, token);
      return files.map(({ path }) => slashed(path)).filter(path => path !== `${folder}/${name}`);
    },
  };
}

async function filesIn(folder: string, levels: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async entry => {
      const path = `${folder}/${entry.name}`;
      if (!entry.isDirectory()) return [path];
      return levels > 0 ? await filesIn(path, levels - 1) : [];
    }),
  );
  return found.flat();
}
