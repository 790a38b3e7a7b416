import assert from 'node:assert/strict';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

/** The chapter's two texts for SimpleTokenizerV2, one after the other. */
const unknown =
  'Wassup yo, how\'s it going? <|endoftext|> The cat sat on the mat! She saw a red ball rolling by, and jumped up to chase it. "Meow?" she wondered';

describe('a reader of the chapter who makes a word tokenizer', function () {
  this.timeout(180_000);
  const session = useSession({ files: { 'unknown.txt': unknown } });
  let workbench: Workbench;

  before(async () => {
    ({ workbench } = session);
    await workbench.openFile('the-cat.txt');
    await workbench.count.filter({ hasText: '44 tokens · gpt2' }).waitFor({ timeout: 30_000 });
  });
  const rows = () => workbench.page.locator('.quick-input-list .monaco-list-row');
  const type = async (text: string): Promise<void> => {
    const input = workbench.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(text);
  };
  const escape = async (): Promise<void> => {
    await workbench.page.keyboard.press('Escape');
    await workbench.page.locator('.quick-input-widget').first().waitFor({ state: 'hidden' });
  };
  const make = async (kind: string): Promise<void> => {
    await workbench.run('Tokenscope: Make Word Tokenizer from This Document...');
    await workbench.page.locator('.quick-input-title').filter({ hasText: 'Make Word Tokenizer' }).waitFor();
    await workbench.choose(kind);
  };
  it('sees V2 in use at once, with the 40 tokens of its vocabulary in the picker', async () => {
    await make('SimpleTokenizerV2');
    await workbench.count.filter({ hasText: '44 tokens · words V2 of the-cat.txt' }).waitFor();
    await workbench.run('Tokenscope: Select Tokenizer');
    await type('words V2');
    const row = rows().filter({ hasText: 'words V2 of the-cat.txt' }).first();
    await row.filter({ hasText: '40 tokens' }).waitFor();
    await escape();
  });

  it('still has it after a reload of the window', async () => {
    await workbench.reload();
    await workbench.openFile('the-cat.txt');
    await workbench.count.filter({ hasText: '44 tokens · words V2 of the-cat.txt' }).waitFor({ timeout: 30_000 });
  });

  it('sees the ids of the chapter in the text, and no colour on a blank', async () => {
    await workbench.openFile('unknown.txt');
    await workbench.run('Tokenscope: Show or Hide Token Ids');
    const labels = async (): Promise<number[]> =>
      [...(await workbench.computed('content', '::after'))].map(text => Number(text.replaceAll('"', '')));
    await until(async () => (await labels()).includes(38));
    const shown = await labels();
    for (const id of [39, 2, 19, 5, 38, 11, 17, 27, 24, 32, 22])
      assert.ok(shown.includes(id), `${id} of ${shown.join()}`);
    await workbench.run('Tokenscope: Show or Hide Token Highlighting');
    await workbench.screenshot('words-highlighting');
    await workbench.run('Tokenscope: Show or Hide Token Ids');
    await workbench.run('Tokenscope: Show or Hide Token Highlighting');
  });

  it('gets each unknown word, its count and its place', async () => {
    await workbench.run('Tokenscope: Show Unknown Words');
    await workbench.page.locator('.quick-input-title').filter({ hasText: '6 Unknown Words, 6 Places' }).waitFor();
    assert.equal(await rows().count(), 6);
    await workbench.screenshot('words-unknown');
    await workbench.choose('going');
    await workbench.page.locator('.statusbar').filter({ hasText: 'Ln 1, Col 26 (5 selected)' }).waitFor();
  });

  it('finds a token by its word and by its id', async () => {
    await workbench.run('Tokenscope: Search Vocabulary');
    await workbench.page.locator('.quick-input-title').filter({ hasText: 'Vocabulary of words V2' }).waitFor();
    await type('wonder');
    await rows().filter({ hasText: 'wondered' }).filter({ hasText: '37' }).waitFor();
    await type('#17');
    await until(async () => (await rows().count()) === 1);
    await rows().filter({ hasText: 'cat' }).filter({ hasText: '17' }).waitFor();
    await escape();
  });
});
