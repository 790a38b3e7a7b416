import { useSession, until } from './session';
import type { Workbench } from './workbench';

describe('a document with a budget', function () {
  this.timeout(120_000);
  const session = useSession({
    files: {
      'prompt.md': 'The cat sat on the mat.\n'.repeat(40),
      'short.md': 'The cat sat.\n',
    },
    settings: { 'tokenscope.budgets': { 'prompt.md': { tokens: 100 }, 'short.md': { lines: 500 } } },
  });
  let workbench: Workbench;

  before(() => {
    ({ workbench } = session);
  });

  it('says in the status bar what it uses, and stands out when that is too much', async () => {
    await workbench.openFile('short.md');
    await workbench.count.filter({ hasText: '5 tokens · 2 / 500 lines · gpt2' }).waitFor({ timeout: 30_000 });
    await workbench.openFile('prompt.md');
    await workbench.count.filter({ hasText: '320 / 100 tokens · gpt2' }).waitFor();
    await workbench.page.locator('.statusbar-item.warning-kind', { hasText: '320 / 100' }).waitFor();
  });

  it('marks the exact place where the budget ends, and dims what comes after', async () => {
    await until(async () =>
      [...(await workbench.computed('content', '::before'))].some(content => content.includes('100 tokens end here')),
    );
    await until(async () => (await workbench.computed('opacity')).has('0.55'));
    await workbench.screenshot('budget');
    await workbench.run('Tokenscope: Go to Where the Budget Ends');
    // Lines of 8 tokens: the 101st token is the fifth of line 13.
    await workbench.page.locator('.statusbar-item', { hasText: 'Ln 13, Col 15 ' }).waitFor();
    await workbench.count.filter({ hasText: '220 of 320 / 100 tokens' }).waitFor();
  });

  it('is changed by a command, and listed among the problems as long as it is too long', async () => {
    await workbench.run('View: Toggle Problems');
    const problem = workbench.page.locator('.markers-panel .monaco-list-row', { hasText: 'its budget is 100' });
    await problem.waitFor();
    await workbench.run('Tokenscope: Set Budget...');
    const input = workbench.page.locator('.quick-input-widget input').first();
    await input.fill('many');
    await workbench.page.locator('.quick-input-message', { hasText: 'Write a number' }).waitFor();
    await input.fill('1k tokens');
    await workbench.page.keyboard.press('Enter');
    await workbench.count.filter({ hasText: '320 / 1,000 tokens · gpt2' }).waitFor();
    await problem.waitFor({ state: 'detached' });
  });

  it('lists the tokenizers in the container, and uses the one that is chosen', async () => {
    await workbench.page.locator('.activitybar .action-label[aria-label^="Tokenscope"]').click();
    const row = (name: string) => workbench.page.locator('.pane-body .monaco-list-row', { hasText: name }).first();
    await row('o200k_base').waitFor();
    await workbench.screenshot('tokenizers-view');
    await row('o200k_base').hover();
    await row('o200k_base').locator('.action-label[aria-label="Use This Tokenizer"]').click();
    await workbench.count.filter({ hasText: 'o200k_base' }).waitFor();
    const label = (): Promise<string | null> => row('o200k_base').getAttribute('aria-label');
    await until(async () => (await label())?.includes('used for the active text') === true);
  });

  it('has colours at one click in the title of its editor', async () => {
    await workbench.page.locator('.editor-actions .action-label[aria-label^="Show or Hide Token"]').first().click();
    await until(async () => (await workbench.computed('backgroundColor')).size > 3);
  });
});
