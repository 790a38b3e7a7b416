import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { useSession, until } from './session';
import { themes, type Theme, type Workbench } from './workbench';

interface Golden {
  readonly tokenizers: readonly { readonly name: string; readonly file: unknown }[];
}

const golden = JSON.parse(readFileSync(join(__dirname, '../golden/tokenizerFiles.json'), 'utf8')) as Golden;
const wordPiece = JSON.stringify(golden.tokenizers.find(({ name }) => name === 'WordPiece')?.file);

describe('a person who brings a tokenizer', function () {
  this.timeout(180_000);
  const session = useSession({
    files: { 'bert/tokenizer.json': wordPiece, 'walk.txt': 'The cat walked, unbelievable.\n' },
  });
  let workbench: Workbench;

  before(async () => {
    ({ workbench } = session);
    await workbench.openFile('walk.txt');
    await workbench.count.filter({ hasText: 'gpt2' }).waitFor({ timeout: 30_000 });
  });
  it('sees the text with it at once, and that it runs exactly', async () => {
    await workbench.run('Tokenscope: Bring Tokenizer from File...');
    const input = workbench.page.locator('.quick-input-widget input').first();
    await workbench.page.locator('.quick-input-title').filter({ hasText: 'Bring Tokenizer' }).waitFor();
    // The list writes its folder into the box when it has read it.
    await workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'bert' }).waitFor();
    await input.fill(join(session.folder, 'bert/tokenizer.json'));
    await workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'tokenizer.json' }).waitFor();
    await workbench.page.locator('.quick-input-action').filter({ hasText: 'Bring Tokenizer' }).click();
    await workbench.count.filter({ hasText: '9 tokens · bert/tokenizer.json' }).waitFor();
    await workbench.page.locator('.notifications-toasts').filter({ hasText: 'It runs exactly, because' }).waitFor();
    await workbench.screenshot('brought-report');
    await workbench.run('Notifications: Clear All Notifications');
  });

  it('sees its ids and colours, and no colour on a blank', async () => {
    await workbench.run('Tokenscope: Show or Hide Token Ids');
    await until(async () => [...(await workbench.computed('content', '::after'))].length > 5);
    await workbench.run('Tokenscope: Show or Hide Token Highlighting');
    await until(async () => (await workbench.computed('backgroundColor')).size > 3);
    for (const theme of Object.keys(themes) as Theme[]) {
      await workbench.useTheme(theme);
      await workbench.screenshot(`brought-${theme}`);
    }
  });

  it('copies ids, and gets text of ids', async () => {
    await workbench.run('Tokenscope: Ids to Text...');
    await workbench.page.locator('.quick-input-title').filter({ hasText: 'Ids to Text' }).waitFor();
    const input = workbench.page.locator('.quick-input-widget input').first();
    await input.fill('[106, cat]');
    await workbench.page
      .locator('.quick-input-message')
      .filter({ hasText: '"cat" at character 7 is no token id' })
      .waitFor();
    await input.fill('tensor([99])');
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active').filter({ hasText: 'text of 1 ids' }).waitFor();
  });
});
