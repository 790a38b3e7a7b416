import { cutAt } from '../budget';
import { readFrontmatter } from './frontmatter';
import { importPath, importsIn } from './imports';
import type { AgentRule, PartLimit, PartRule, Source } from './rules';

/** The files that an agent sees. Paths are absolute, with slashes. */
export interface AgentFiles {
  /** Nothing if there is no such file, or it holds no text. */
  text(path: string): Promise<string | undefined>;
  /** All files in a folder and its subfolders, sorted. */
  inFolder(folder: string): Promise<readonly string[]>;
  /** The files of a name in the folders below this one, sorted; without what ignore files leave out. */
  named(folder: string, name: string): Promise<readonly string[]>;
}

export interface AgentPlace {
  /** The root of the project: the repository's. */
  readonly root: string;
  /** The folder that the agent works in: the root, or one below. */
  readonly folder: string;
  readonly home: string | undefined;
}

/** One file's part in what an agent reads. */
export interface AgentPart {
  readonly label: string;
  readonly path: string;
  readonly loaded: 'always' | 'onDemand';
  /** Of a part that is loaded on demand: what makes the agent load it, as its frontmatter says. */
  readonly when?: string;
  readonly text: string;
  /** UTF-16 units of the text that fit the limits; the rest is left out. */
  readonly kept: number;
  /** The limit that cut it; or, if nothing is cut, the one that its maker recommends and that it is longer than. */
  readonly limit?: Pick<PartLimit, 'unit' | 'maximum' | 'effect' | 'source'>;
  /** The file that imports it. */
  readonly importedBy?: string;
  readonly source: Source;
}

/** What joins the parts that are always loaded, as Codex documents it. */
export const partSeparator = '\n\n';

/**
 * Puts together what an agent reads: the parts in the order in which it loads them.
 *
 * @example
 * // Codex in /project/app, with AGENTS.md in both folders: first the root's, then the folder's, together at most 32 KiB
 */
export async function assemble(rule: AgentRule, files: AgentFiles, place: AgentPlace): Promise<AgentPart[]> {
  const parts: AgentPart[] = [];
  let remaining = rule.together?.maximum ?? Infinity;
  const seen = new Set<string>();
  for (const part of rule.parts) {
    for (const path of await pathsOf(part, files, place)) {
      const text = await files.text(path);
      if (text === undefined || text.trim() === '' || seen.has(path)) continue;
      seen.add(path);
      for (let found of partsOf(part, path, text)) {
        if (part.where === 'chain' && rule.together !== undefined) {
          found = cutToRemaining(found, remaining, rule.together);
          remaining -= new TextEncoder().encode(found.text.slice(0, found.kept)).length;
        }
        parts.push(found);
      }
      if (part.imports === true) parts.push(...(await importsOf(part, path, text, { files, place, seen })));
    }
  }
  return parts;
}

async function pathsOf(part: PartRule, files: AgentFiles, { root, folder, home }: AgentPlace): Promise<string[]> {
  const choose = async (base: string): Promise<string[]> => {
    const paths = part.names.map(name => `${base}/${name.replace('{project}', root.replace(/[^A-Za-z0-9]/g, '-'))}`);
    if (part.take === 'every') return paths;
    for (const path of paths) if (((await files.text(path)) ?? '').trim() !== '') return [path];
    return [];
  };
  const [first = '', ending = ''] = part.names;
  switch (part.where) {
    case 'home':
      return home === undefined ? [] : choose(home);
    case 'root':
      return choose(root);
    case 'chain':
      return (await Promise.all(chainOf(root, folder).map(choose))).flat();
    case 'below':
      return [...(await files.named(folder, first))];
    case 'folder':
      return (await files.inFolder(`${root}/${first}`)).filter(path => path.endsWith(ending));
  }
}

/** The folders from the root to one below it. */
export function chainOf(root: string, folder: string): string[] {
  if (!folder.startsWith(`${root}/`)) return [root];
  const names = folder.slice(root.length + 1).split('/');
  return [root, ...names.map((_, at) => [root, ...names.slice(0, at + 1)].join('/'))];
}

function partsOf(rule: PartRule, path: string, text: string): AgentPart[] {
  const { label, source } = rule;
  const limits = rule.limits ?? [];
  if (rule.loaded === 'always' || rule.loaded === 'onDemand')
    return [limited({ label, path, source, loaded: rule.loaded, text, kept: text.length }, limits)];
  const { fields, body } = readFrontmatter(text);
  const field = (name: string): string => fields.get(name) ?? '';
  if (rule.loaded === 'skill') {
    const folder = path.split('/').at(-2) ?? '';
    const card = `${field('name') || folder}: ${field('description')}`;
    return [
      limited(
        { label: `${label}, name and description`, path, source, loaded: 'always', text: card, kept: card.length },
        limits,
      ),
      {
        label: `${label}, body`,
        path,
        source,
        loaded: 'onDemand',
        text: body,
        kept: body.length,
        when: field('description'),
      },
    ];
  }
  const { isAlways, when } = activation(rule.loaded, field);
  const loaded = isAlways ? 'always' : 'onDemand';
  return [
    limited({ label, path, source, loaded, text: body, kept: body.length, ...(isAlways ? {} : { when }) }, limits),
  ];
}

/** When a rule is loaded, by the fields that its agent documents. */
function activation(
  kind: 'claudeRule' | 'copilot' | 'cursor' | 'windsurf',
  field: (name: string) => string,
): { isAlways: boolean; when: string } {
  switch (kind) {
    case 'claudeRule':
      return { isAlways: field('paths') === '', when: field('paths') };
    case 'copilot':
      return {
        isAlways: field('applyTo')
          .split(',')
          .some(glob => ['**', '**/*'].includes(glob.trim())),
        when: field('applyTo'),
      };
    case 'cursor':
      return { isAlways: field('alwaysApply') === 'true', when: field('globs') || field('description') };
    case 'windsurf':
      return {
        isAlways: field('trigger') === 'always_on',
        when: field('globs') || field('description') || field('trigger'),
      };
  }
}

function limited(part: AgentPart, limits: readonly PartLimit[]): AgentPart {
  let result = part;
  for (const limit of limits) {
    const cut = cutAt(part.text, limit);
    if (cut === undefined || (limit.effect === 'cut' && cut >= result.kept)) continue;
    if (limit.effect === 'cut') result = { ...result, kept: cut, limit };
    else result = { limit, ...result };
  }
  return result;
}

function cutToRemaining(part: AgentPart, remaining: number, together: { maximum: number; source: Source }): AgentPart {
  const kept = remaining <= 0 ? 0 : cutAt(part.text, { unit: 'bytes', maximum: remaining });
  if (kept === undefined) return part;
  return { ...part, kept, limit: { unit: 'bytes', effect: 'cut', ...together } };
}

interface Imports {
  readonly files: AgentFiles;
  readonly place: AgentPlace;
  /** Each file is loaded once, so that imports in a circle end. */
  readonly seen: Set<string>;
}

async function importsOf(rule: PartRule, from: string, text: string, imports: Imports): Promise<AgentPart[]> {
  const parts: AgentPart[] = [];
  for (const written of importsIn(text)) {
    const path = importPath(written, from, imports.place.root);
    if (path === undefined || imports.seen.has(path)) continue;
    const imported = await imports.files.text(path);
    if (imported === undefined) continue;
    imports.seen.add(path);
    const { source } = rule;
    const loaded = rule.loaded === 'onDemand' ? 'onDemand' : 'always';
    parts.push(
      { label: 'import', path, source, loaded, text: imported, kept: imported.length, importedBy: from },
      ...(await importsOf(rule, path, imported, imports)),
    );
  }
  return parts;
}
