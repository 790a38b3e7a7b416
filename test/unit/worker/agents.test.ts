import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { agentsWith } from '../../../src/context/agents/rules';
import { readingOf, ruleNamed } from '../../../src/worker/agents';
import { encodingOf } from '../tokenizer/oracle';

describe('what an agent reads of the files of a machine', () => {
  let home: string;
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  };

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'tokenscope-agents-'));
    await write('p/.git/HEAD', '');
    await write('p/.gitignore', 'ignored/\n');
    await write('p/AGENTS.md', 'The cat sat on the mat.\n');
    await write('p/app/AGENTS.md', 'Hello world');
    await write('p/app/deep/AGENTS.md', 'deep');
    await write('p/ignored/AGENTS.md', 'no');
    await write('p/.cursor/rules/a/b.mdc', '---\nalwaysApply: true\n---\nUse tabs.');
    await write('.codex/AGENTS.md', 'mine');
  });
  after(() => rm(home, { recursive: true, force: true }));

  const read = (agent: string, folder: string) => {
    const { token } = new CancellationSource();
    const site = { folder: join(home, folder), workspace: join(home, folder), home };
    return readingOf(ruleNamed(agentsWith({}), agent), site, encodingOf('gpt2'), token);
  };

  it('goes from the repository to the folder, with exact counts of each part and of all together', async () => {
    const { root, parts, alwaysTokens, onDemandTokens } = await read('codex', 'p/app');
    assert.equal(root, join(home, 'p'));
    assert.deepEqual(
      parts.map(({ name, tokens, bytes }) => [name, tokens, bytes]),
      [
        ['~/.codex/AGENTS.md', 1, 4],
        ['AGENTS.md', 8, 24],
        ['app/AGENTS.md', 2, 11],
      ],
    );
    const joined = 'mine\n\nThe cat sat on the mat.\n\n\nHello world';
    assert.deepEqual([alwaysTokens, onDemandTokens], [encodingOf('gpt2').count(joined, 'text'), 0]);
  });

  it('finds rules in hidden folders, and subfolders that are not ignored', async () => {
    const { parts } = await read('cursor', 'p');
    assert.deepEqual(
      parts.map(({ name, loaded }) => `${loaded} ${name}`),
      ['always .cursor/rules/a/b.mdc', 'always AGENTS.md', 'onDemand app/AGENTS.md', 'onDemand app/deep/AGENTS.md'],
    );
  });

  it('says that there is no such agent', () => {
    assert.throws(() => ruleNamed(agentsWith({}), 'hal'), /There is no agent hal/);
  });
});
