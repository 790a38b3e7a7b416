import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

describe('a lint of tokens', function () {
  this.timeout(120_000);
  const session = useSession({
    files: { 'AGENTS.md': 'Use tabs.   \nBe br\u200bief.\n', 'notes.md': 'Use tabs.   \n' },
    settings: { 'files.trimTrailingWhitespace': false },
  });
  let workbench: Workbench;

  before(() => {
    ({ workbench } = session);
  });

  it('lists what it finds in a file that agents load, and in no other', async () => {
    await workbench.openFile('notes.md');
    await workbench.count.filter({ hasText: 'tokens · gpt2' }).waitFor({ timeout: 30_000 });
    await workbench.openFile('AGENTS.md');
    await workbench.run('View: Toggle Problems');
    const problem = (text: string) => workbench.page.locator('.markers-panel .monaco-list-row', { hasText: text });
    await problem('Blanks at the end of a line').first().waitFor();
    await problem('Characters that nobody sees').first().waitFor();
    await workbench.screenshot('lint');
  });

  it('mends all of it in the file', async () => {
    await workbench.focusEditor();
    await workbench.run('Fix All');
    await workbench.page.locator('.markers-panel', { hasText: 'No problems have been detected' }).waitFor();
    await workbench.page.keyboard.press('Control+s');
    await until(async () => (await readFile(join(session.folder, 'AGENTS.md'), 'utf8')) === 'Use tabs.\nBe brief.\n');
  });
});
