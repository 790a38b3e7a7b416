/**
 * What coding agents load before a person has said anything, as their makers document it. They change it within months: each statement
 * names its source and when it was read, and each number the version that it is of, where it is known. A number that no source of its
 * maker says is not here.
 */

/** Where a statement is from. */
export interface Source {
  readonly title: string;
  /** Year and month in which it was read. */
  readonly read: string;
  /** The agent's version that it is of; left out where the source names none. */
  readonly version?: string;
}

export interface PartLimit {
  readonly unit: 'bytes' | 'characters' | 'lines';
  readonly maximum: number;
  /** `cut`: what is more is left out. `advice`: its maker recommends it, and nothing is left out. */
  readonly effect: 'cut' | 'advice';
  readonly source: Source;
}

/** How a file says in its frontmatter when it is loaded. */
export type Frontmatter = 'claudeRule' | 'copilot' | 'cursor' | 'windsurf' | 'skill';

export interface PartRule {
  readonly label: string;
  /**
   * Where the files are: in the person's home, in each folder from the project's root to the folder that the agent works in, in that
   * root alone, in folders below the one it works in, or in all of a folder of the root, with its subfolders.
   */
  readonly where: 'home' | 'chain' | 'root' | 'below' | 'folder';
  /** Paths relative to there; of `folder`, the folder and how the files' names end. */
  readonly names: readonly string[];
  /** Of several names in one folder: the first that is there and not empty, or every one. */
  readonly take: 'first' | 'every';
  readonly loaded: 'always' | 'onDemand' | Frontmatter;
  /** Whether `@path` in it loads a further file. */
  readonly imports?: boolean;
  readonly limits?: readonly PartLimit[];
  readonly source: Source;
}

export interface AgentRule {
  readonly id: string;
  readonly name: string;
  readonly parts: readonly PartRule[];
  /** Bytes of all files of `chain` together; the last one is cut to what remains. */
  readonly together?: { readonly maximum: number; readonly source: Source };
}

const read = '2026-11';
const codex: Source = { title: 'OpenAI, Codex documentation, Custom instructions with AGENTS.md', read };
const claude: Source = { title: 'Anthropic, Claude Code documentation, Memory', read };
const claudeChanges = (version: string): Source => ({ title: 'Anthropic, claude-code CHANGELOG', read, version });
const copilot: Source = { title: 'GitHub documentation, Adding repository custom instructions', read };
const cursor: Source = { title: 'Cursor documentation, Rules', read };
const gemini: Source = { title: 'Gemini CLI documentation, Provide context with GEMINI.md files', read };
const windsurf: Source = { title: 'Windsurf documentation, AGENTS.md and Rules', read };

export const agentRules: readonly AgentRule[] = [
  {
    id: 'codex',
    name: 'Codex',
    together: { maximum: 32_768, source: codex },
    parts: [
      {
        label: 'your instructions',
        where: 'home',
        names: ['.codex/AGENTS.override.md', '.codex/AGENTS.md'],
        take: 'first',
        loaded: 'always',
        source: codex,
      },
      {
        label: 'project instructions',
        where: 'chain',
        names: ['AGENTS.override.md', 'AGENTS.md'],
        take: 'first',
        loaded: 'always',
        source: codex,
      },
    ],
  },
  {
    id: 'claude',
    name: 'Claude Code',
    parts: [
      {
        label: 'your memory',
        where: 'home',
        names: ['.claude/CLAUDE.md'],
        take: 'every',
        loaded: 'always',
        imports: true,
        source: claude,
      },
      {
        label: 'project memory',
        where: 'chain',
        names: ['CLAUDE.md', '.claude/CLAUDE.md', 'CLAUDE.local.md'],
        take: 'every',
        loaded: 'always',
        imports: true,
        limits: [{ unit: 'lines', maximum: 200, effect: 'advice', source: claude }],
        source: claude,
      },
      {
        label: 'rule',
        where: 'folder',
        names: ['.claude/rules', '.md'],
        take: 'every',
        loaded: 'claudeRule',
        source: claude,
      },
      {
        label: 'auto memory',
        where: 'home',
        names: ['.claude/projects/{project}/memory/MEMORY.md'],
        take: 'every',
        loaded: 'always',
        limits: [
          { unit: 'lines', maximum: 200, effect: 'cut', source: claudeChanges('2.1.83') },
          { unit: 'bytes', maximum: 25_000, effect: 'cut', source: claudeChanges('2.1.83') },
        ],
        source: claudeChanges('2.1.83'),
      },
      {
        label: 'skill',
        where: 'folder',
        names: ['.claude/skills', '/SKILL.md'],
        take: 'every',
        loaded: 'skill',
        limits: [{ unit: 'characters', maximum: 1536, effect: 'cut', source: claudeChanges('2.1.105') }],
        source: claudeChanges('2.1.105'),
      },
      {
        label: 'memory of a subfolder',
        where: 'below',
        names: ['CLAUDE.md'],
        take: 'every',
        loaded: 'onDemand',
        source: claude,
      },
    ],
  },
  {
    id: 'copilot',
    name: 'GitHub Copilot',
    parts: [
      {
        label: 'repository instructions',
        where: 'root',
        names: ['.github/copilot-instructions.md'],
        take: 'every',
        loaded: 'always',
        limits: [{ unit: 'lines', maximum: 1000, effect: 'advice', source: copilot }],
        source: copilot,
      },
      {
        label: 'path-specific instructions',
        where: 'folder',
        names: ['.github/instructions', '.instructions.md'],
        take: 'every',
        loaded: 'copilot',
        source: copilot,
      },
      {
        label: 'agent instructions',
        where: 'root',
        names: ['AGENTS.md'],
        take: 'every',
        loaded: 'always',
        source: copilot,
      },
    ],
  },
  {
    id: 'cursor',
    name: 'Cursor',
    parts: [
      {
        label: 'rule',
        where: 'folder',
        names: ['.cursor/rules', '.mdc'],
        take: 'every',
        loaded: 'cursor',
        source: cursor,
      },
      {
        label: 'agent instructions',
        where: 'root',
        names: ['AGENTS.md'],
        take: 'every',
        loaded: 'always',
        source: cursor,
      },
      {
        label: 'instructions of a subfolder',
        where: 'below',
        names: ['AGENTS.md'],
        take: 'every',
        loaded: 'onDemand',
        source: cursor,
      },
    ],
  },
  {
    id: 'gemini',
    name: 'Gemini CLI',
    parts: [
      {
        label: 'your context',
        where: 'home',
        names: ['.gemini/GEMINI.md'],
        take: 'every',
        loaded: 'always',
        imports: true,
        source: gemini,
      },
      {
        label: 'project context',
        where: 'chain',
        names: ['GEMINI.md'],
        take: 'every',
        loaded: 'always',
        imports: true,
        source: gemini,
      },
      {
        label: 'context of a subfolder',
        where: 'below',
        names: ['GEMINI.md'],
        take: 'every',
        loaded: 'onDemand',
        imports: true,
        source: gemini,
      },
    ],
  },
  {
    id: 'windsurf',
    name: 'Windsurf',
    parts: [
      {
        label: 'rule',
        where: 'folder',
        names: ['.windsurf/rules', '.md'],
        take: 'every',
        loaded: 'windsurf',
        source: windsurf,
      },
      {
        label: 'agent instructions',
        where: 'root',
        names: ['AGENTS.md'],
        take: 'every',
        loaded: 'always',
        source: windsurf,
      },
      {
        label: 'instructions of a subfolder',
        where: 'below',
        names: ['AGENTS.md'],
        take: 'every',
        loaded: 'onDemand',
        source: windsurf,
      },
    ],
  },
];

/** What a person's settings say of an agent: of a known one, or of one's own. */
export interface AgentOverride {
  readonly name?: string | undefined;
  /** In each folder from the root down, the first of these names that is there. */
  readonly files?: readonly string[] | undefined;
  /** Bytes of all of them together. */
  readonly maximumBytes?: number | undefined;
}

const yours: Source = { title: 'Your settings', read: 'now' };

/**
 * The agents that there are, with what a person's settings change of them and those that they add.
 *
 * @example
 * agentsWith({ codex: { maximumBytes: 65536 } }); // Codex with project_doc_max_bytes = 65536
 */
export function agentsWith(overrides: Readonly<Record<string, AgentOverride>>): AgentRule[] {
  const known = agentRules.map(rule => changed(rule, Object.hasOwn(overrides, rule.id) ? overrides[rule.id]! : {}));
  const own = Object.entries(overrides)
    .filter(([id]) => !agentRules.some(rule => rule.id === id))
    .map(([id, override]) => changed({ id, name: id, parts: [] }, override));
  return [...known, ...own];
}

function changed(rule: AgentRule, { name, files, maximumBytes }: AgentOverride): AgentRule {
  const chain = rule.parts.find(({ where }) => where === 'chain');
  const made: PartRule = {
    label: chain?.label ?? 'project instructions',
    where: 'chain',
    names: files ?? [],
    take: 'first',
    loaded: 'always',
    source: yours,
  };
  const parts =
    files === undefined
      ? rule.parts
      : chain === undefined
        ? [...rule.parts, made]
        : rule.parts.map(part => (part === chain ? made : part));
  return {
    ...rule,
    name: name ?? rule.name,
    parts,
    ...(maximumBytes === undefined ? {} : { together: { maximum: maximumBytes, source: yours } }),
  };
}
