import { useSession, until } from './session';
import type { Workbench } from './workbench';

describe('the tokens of folders', function () {
  this.timeout(120_000);
  const cat = 'The cat sat on the mat.\n';
  const session = useSession({
    files: {
      'docs/long.md': cat.repeat(20),
      'docs/short.md': cat,
      'docs/picture.bin': Uint8Array.of(0, 1, 2, 3),
      'docs/ignored.md': cat,
      '.gitignore': 'ignored.md\n',
      'code.json': '{ "first": { "inner": 1 }, "second": [1, 2, 3, 4, 5, 6, 7, 8] }\n',
    },
    settings: { 'tokenscope.explorerBadges': true },
  });
  let workbench: Workbench;

  before(() => {
    ({ workbench } = session);
  });

  const row = (name: string) => workbench.page.locator('.pane-body .monaco-list-row', { hasText: name }).first();

  it('are a tree with the largest first, without what is ignored, and say what was skipped', async () => {
    await workbench.openFile('the-cat.txt');
    await workbench.count.filter({ hasText: 'tokens · gpt2' }).waitFor({ timeout: 30_000 });
    await workbench.run('Tokenscope: Count Tokens of Files');
    await row('docs').waitFor({ timeout: 30_000 });
    await row('docs').filter({ hasText: '168 · ' }).waitFor();
    await row('docs').click();
    await row('long.md').filter({ hasText: '160 · ' }).waitFor();
    await row('short.md').filter({ hasText: '8 · ' }).waitFor();
    await row('1 not counted').waitFor();
    for (const theme of ['dark', 'contrast', 'light'] as const) {
      await workbench.useTheme(theme);
      await workbench.screenshot(`${theme}-folders`);
    }
  });

  it('show only what a filter finds', async () => {
    await workbench.run('Tokenscope: Filter Counted Files...');
    await workbench.page.locator('.quick-input-widget input').first().fill('short');
    await workbench.page.keyboard.press('Enter');
    await row('docs').filter({ hasText: '8 · 100%' }).waitFor();
  });

  it('are badges in the explorer', async () => {
    await workbench.run('View: Show Explorer');
    const badge = workbench.page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'docs' });
    // The badge of a decoration is the content of a style after the name.
    await until(async () => (await badge.first().innerHTML()).includes('monaco-decoration-badge'));
    await workbench.screenshot('folder-badges');
  });
});
