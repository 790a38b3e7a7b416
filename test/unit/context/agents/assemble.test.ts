import assert from 'node:assert/strict';
import { assemble, chainOf, partSeparator, type AgentFiles } from '../../../../src/context/agents/assemble';
import { readFrontmatter } from '../../../../src/context/agents/frontmatter';
import { importPath, importsIn } from '../../../../src/context/agents/imports';
import { agentRules, agentsWith } from '../../../../src/context/agents/rules';

/** Files as a record of their paths. */
function filesOf(texts: Readonly<Record<string, string>>): AgentFiles {
  const paths = Object.keys(texts).sort();
  return {
    text: path => Promise.resolve(texts[path]),
    inFolder: folder => Promise.resolve(paths.filter(path => path.startsWith(`${folder}/`))),
    named: (folder, name) =>
      Promise.resolve(
        paths.filter(path => path.startsWith(`${folder}/`) && path.slice(folder.length + 1).endsWith(`/${name}`)),
      ),
  };
}

const read = (id: string, texts: Readonly<Record<string, string>>, folder = '/p', overrides = {}) =>
  assemble(
    agentsWith(overrides).find(agent => agent.id === id)!,
    filesOf(texts),
    { root: '/p', folder, home: '/h' },
  );
const always = async (...of: Parameters<typeof read>): Promise<string> =>
  (await read(...of))
    .filter(({ loaded }) => loaded === 'always')
    .map(({ text, kept }) => text.slice(0, kept))
    .join(partSeparator);

describe('what Codex reads', () => {
  // The example of its documentation, Custom instructions with AGENTS.md: an override stands in for its folder's file.
  const example = {
    '/h/.codex/AGENTS.md': 'global',
    '/p/AGENTS.md': 'repository',
    '/p/services/payments/AGENTS.md': 'payments, unused',
    '/p/services/payments/AGENTS.override.md': 'payments override',
    '/p/services/search/AGENTS.md': 'search',
  };

  it('is one file a folder, from the home and the root down to the folder, joined by blank lines', async () => {
    assert.equal(await always('codex', example, '/p/services/payments'), 'global\n\nrepository\n\npayments override');
    assert.equal(await always('codex', example, '/p/services/search'), 'global\n\nrepository\n\nsearch');
  });

  it('leaves out empty files, and takes the next name in their place', async () => {
    const texts = { '/p/AGENTS.override.md': ' \n', '/p/AGENTS.md': 'repository', '/p/a/AGENTS.md': '' };
    assert.equal(await always('codex', texts, '/p/a'), 'repository');
  });

  it('is cut to the byte where 32 KiB of project files end, in no character', async () => {
    const parts = await read(
      'codex',
      { '/p/AGENTS.md': 'x'.repeat(32_767), '/p/a/AGENTS.md': 'éé', '/p/a/b/AGENTS.md': 'z' },
      '/p/a/b',
    );
    assert.deepEqual(
      parts.map(({ kept }) => kept),
      [32_767, 0, 1],
    );
    assert.deepEqual([parts[0]!.limit, parts[1]!.limit?.maximum, parts[2]!.limit], [undefined, 32_768, undefined]);
  });

  it('changes with the settings', async () => {
    const overrides = { codex: { files: ['TEAM.md'], maximumBytes: 3 }, mine: { name: 'Mine', files: ['AGENTS.md'] } };
    assert.equal(await always('codex', { '/p/TEAM.md': 'team', '/p/AGENTS.md': 'no' }, '/p', overrides), 'tea');
    assert.equal(await always('mine', { '/p/TEAM.md': 'team', '/p/AGENTS.md': 'yes' }, '/p', overrides), 'yes');
  });
});

describe('what Claude Code reads', () => {
  it('is its memory with imports at once, and rules with paths, bodies of skills and subfolders on demand', async () => {
    const parts = await read('claude', {
      '/h/.claude/CLAUDE.md': 'mine',
      '/p/CLAUDE.md': 'See @docs/a.md and @../../etc/passwd.',
      '/p/docs/a.md': 'a, back to @../CLAUDE.md',
      '/p/.claude/rules/all.md': 'everywhere',
      '/p/.claude/rules/ts.md': '---\npaths:\n  - "src/**/*.ts"\n---\nTypeScript',
      '/p/.claude/skills/pdf/SKILL.md': '---\nname: pdf\ndescription: Fill forms\n---\nHow to',
      '/p/app/CLAUDE.md': 'app',
    });
    assert.deepEqual(
      parts.map(({ loaded, text, when }) => [loaded, text, when ?? '']),
      [
        ['always', 'mine', ''],
        ['always', 'See @docs/a.md and @../../etc/passwd.', ''],
        ['always', 'a, back to @../CLAUDE.md', ''],
        ['always', 'everywhere', ''],
        ['onDemand', 'TypeScript', 'src/**/*.ts'],
        ['always', 'pdf: Fill forms', ''],
        ['onDemand', 'How to', 'Fill forms'],
        ['onDemand', 'app', ''],
      ],
    );
    assert.equal(parts[2]!.importedBy, '/p/CLAUDE.md');
  });

  it('is 200 lines or 25 KB of MEMORY.md, whichever is less, and 1,536 characters of a skill', async () => {
    const memory = '/h/.claude/projects/-p/memory/MEMORY.md';
    const [lines] = await read('claude', { [memory]: 'x\n'.repeat(300) });
    assert.deepEqual([lines!.kept, lines!.limit?.unit], [400, 'lines']);
    const [bytes] = await read('claude', { [memory]: `${'x'.repeat(999)}\n`.repeat(100) });
    assert.deepEqual([bytes!.kept, bytes!.limit?.unit], [25_000, 'bytes']);
    const [skill] = await read('claude', {
      '/p/.claude/skills/s/SKILL.md': `---\ndescription: ${'x'.repeat(2000)}\n---\n`,
    });
    assert.equal(skill!.kept, 1536);
  });
});

describe('what other agents read', () => {
  it('is at once what their frontmatter says', async () => {
    const copilot = await read('copilot', {
      '/p/.github/copilot-instructions.md': 'all',
      '/p/.github/instructions/a.instructions.md': '---\napplyTo: "**"\n---\nevery file',
      '/p/.github/instructions/sub/b.instructions.md': '---\napplyTo: "**/*.ts,**/*.tsx"\n---\nts',
    });
    assert.deepEqual(
      copilot.map(({ loaded, text }) => `${loaded} ${text}`),
      ['always all', 'always every file', 'onDemand ts'],
    );
    const cursor = await read('cursor', {
      '/p/.cursor/rules/a.mdc': '---\ndescription:\nglobs:\nalwaysApply: true\n---\nA',
      '/p/.cursor/rules/b.mdc': '---\ndescription: About B\nalwaysApply: false\n---\nB',
      '/p/AGENTS.md': 'agents',
      '/p/x/AGENTS.md': 'x',
    });
    assert.deepEqual(
      cursor.map(({ loaded, text, when }) => `${loaded} ${text} ${when ?? ''}`),
      ['always A ', 'onDemand B About B', 'always agents ', 'onDemand x '],
    );
    const windsurf = await read('windsurf', {
      '/p/.windsurf/rules/a.md': '---\ntrigger: always_on\n---\nA',
      '/p/.windsurf/rules/b.md': '---\ntrigger: glob\nglobs: **/*.py\n---\nB',
    });
    assert.deepEqual(
      windsurf.map(({ loaded, when }) => `${loaded} ${when ?? ''}`),
      ['always ', 'onDemand **/*.py'],
    );
    assert.equal(
      await always('gemini', { '/h/.gemini/GEMINI.md': 'h', '/p/GEMINI.md': 'p', '/p/a/GEMINI.md': 'a' }, '/p'),
      'h\n\np',
    );
  });
});

describe('the rules of agents', () => {
  it('name a source and its date for every statement and every number', () => {
    for (const { parts, together } of agentRules) {
      const sources = parts.flatMap(({ source, limits = [] }) => [source, ...limits.map(each => each.source)]);
      for (const { title, read } of [...sources, ...(together === undefined ? [] : [together.source])]) {
        assert.ok(title.length > 10, title);
        assert.match(read, /^\d{4}-\d{2}$/);
      }
    }
  });

  it('follow imports in the root alone, and none in code', () => {
    assert.deepEqual(importsIn('@a.md, @b/c.md. `@d.md` me@x.org @alice\n```\n@e.md\n```\n@./f.md'), [
      'a.md',
      'b/c.md',
      './f.md',
    ]);
    assert.deepEqual(
      ['a.md', '../a.md', '../../a.md', '/etc/passwd', '/p/b.md', '~/x.md'].map(path =>
        importPath(path, '/p/d/C.md', '/p'),
      ),
      ['/p/d/a.md', '/p/a.md', undefined, undefined, '/p/b.md', undefined],
    );
  });

  it('read frontmatter of lines, lists and blocks', () => {
    const { fields, body } = readFrontmatter(
      '---\r\na: "x"\nb: [p, "q"]\nc:\n  - r\n  - s\nd: >-\n  one\n  two\n---\nBody\n---\n',
    );
    assert.deepEqual(
      [...fields],
      [
        ['a', 'x'],
        ['b', 'p,q'],
        ['c', 'r,s'],
        ['d', 'one two'],
      ],
    );
    assert.equal(body, 'Body\n---\n');
    assert.deepEqual(readFrontmatter('no\n---\nx').fields.size, 0);
    assert.deepEqual(chainOf('/p', '/p/a/b'), ['/p', '/p/a', '/p/a/b']);
  });
});
