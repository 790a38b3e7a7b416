import { useSession, until } from './session';
import type { Workbench } from './workbench';

describe('what an agent reads', function () {
  this.timeout(120_000);
  const session = useSession({
    files: {
      'AGENTS.md': `# Agents\n${'Use tabs.\n'.repeat(8)}`,
      'app/AGENTS.md': 'In app use blanks instead of tabs.\n',
      'app/main.ts': 'export {};\n',
      'CLAUDE.md': 'Read @AGENTS.md first.\n',
      '.claude/skills/pdf/SKILL.md': '---\nname: pdf\ndescription: Fill PDF forms\n---\nOpen the form.\n',
    },
    machineSettings: () => ({ 'tokenscope.agents': { codex: { maximumBytes: 100 } } }),
  });
  let workbench: Workbench;

  before(() => {
    ({ workbench } = session);
  });

  const text = async (): Promise<string> =>
    (await workbench.editorLines.textContent())?.replaceAll('\u00a0', ' ') ?? '';

  it('is one document of the parts for the folder of the active text, cut where the limit ends', async () => {
    await workbench.openFile('main.ts');
    await workbench.run('Tokenscope: Show What an Agent Reads...');
    await workbench.choose('Codex');
    await workbench.page.locator('.tab.active', { hasText: 'Codex reads' }).waitFor();
    await until(async () => (await text()).includes('─── app/AGENTS.md · project instructions'));
    await until(async () =>
      [...(await workbench.computed('content', '::before'))].some(content => content.includes('the limit cuts here')),
    );
    await workbench.screenshot('agent-reads');
  });

  it('is listed in the view, always loaded apart from on demand, and opens from there', async () => {
    await workbench.run('Tokenscope: Show What an Agent Reads...');
    await workbench.choose('Claude Code');
    await workbench.page.locator('.activitybar .action-label[aria-label^="Tokenscope"]').click();
    const row = (name: string) => workbench.page.locator('.pane-body .monaco-list-row', { hasText: name }).first();
    await row('Always loaded').waitFor();
    await row('On demand').waitFor();
    await row('.claude/skills/pdf/SKILL.md').waitFor();
    for (const theme of ['light', 'dark', 'contrast'] as const) {
      await workbench.useTheme(theme);
      await workbench.screenshot(`${theme}-agent-files`);
    }
    await row('CLAUDE.md').click();
    await workbench.page.locator('.tab.active', { hasText: 'CLAUDE.md' }).waitFor();
  });
});
