import assert from 'node:assert/strict';
import { useSession, until } from './session';
import type { Workbench } from './workbench';

const lines = ['Hello مرحبا بالعالم world', 'שלום עולם, abc', 'abc "مرحبا", 123 (test)'];

describe('texts of many kinds', function () {
  this.timeout(120_000);
  const session = useSession({
    files: {
      'both-ways.txt': `${lines.join('\n')}\n`,
      'crlf.txt': 'one\r\ntwo\r\n',
      'long.txt': 'The cat sat on the mat. '.repeat(4000),
    },
    settings: {
      'editor.wordWrap': 'on',
      'editor.occurrencesHighlight': 'off',
      'tokenscope.maximumTokenIdsPerLine': 30,
    },
  });
  let workbench: Workbench;

  before(() => {
    ({ workbench } = session);
  });

  /** Where the characters of the first lines stand, from left to right, as a reader sees them. */
  const glyphOrder = async (): Promise<string[]> => {
    // As text: this file is type-checked without the DOM.
    const script = `[...document.querySelectorAll('.monaco-editor .view-line')].sort((a, b) => a.offsetTop - b.offsetTop).slice(0, ${lines.length}).map(line => {
      const glyphs = [];
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(), at = 0; node !== null; node = walker.nextNode())
        for (let i = 0; i < node.length; i++, at++) {
          const range = document.createRange();
          range.setStart(node, i);
          range.setEnd(node, i + 1);
          const box = range.getBoundingClientRect();
          if (box.width > 0) glyphs.push([box.left, at, node.data[i]]);
        }
      return glyphs.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(glyph => glyph[2]).join('');
    })`;
    return workbench.page.evaluate<string[]>(script);
  };
  const labels = async (): Promise<string> =>
    [...(await workbench.computed('content', '::after'))].join(' | ').replaceAll('"', '');

  it('read from right to left with colours, ids and tints as they do without', async () => {
    await workbench.openFile('both-ways.txt');
    await workbench.count.filter({ hasText: 'tokens · gpt2' }).waitFor();
    const plain = await glyphOrder();
    assert.equal(plain.length, lines.length);
    await workbench.run('Tokenscope: Show or Hide Token Highlighting');
    await until(async () => (await workbench.computed('backgroundColor')).size > 3);
    assert.deepEqual(await glyphOrder(), plain);
    await workbench.run('Tokenscope: Show or Hide Token Ids');
    await until(async () => (await labels()).includes('15496'));
    assert.deepEqual(await glyphOrder(), plain);
    await workbench.run('Tokenscope: Show or Hide Token Ids');
    await workbench.run('Tokenscope: Show or Hide Windows in Editor');
    const panel = await workbench.panel('Windows: both-ways.txt');
    await panel.locator('.tints', { hasText: 'even windows' }).waitFor();
    await workbench.screenshot('both-ways');
    assert.deepEqual(await glyphOrder(), plain);
    await workbench.run('View: Close All Editors');
  });

  it('show each line break with its own id after it', async () => {
    await workbench.openFile('crlf.txt');
    await until(async () => (await labels()).includes('⏎'));
    await workbench.run('Tokenscope: Show or Hide Token Ids');
    await until(async () => (await labels()).includes('505 ␍201 ⏎198'));
    await workbench.screenshot('line-breaks');
  });

  it('say how many ids a long line hides, and have colours to its end', async () => {
    await workbench.openFile('long.txt');
    await workbench.focusEditor();
    await until(async () => (await labels()).includes('ids hidden: over '));
    await workbench.page.keyboard.press('Control+End');
    const colored = `document.querySelectorAll('.monaco-editor .view-overlays .cdr[class*="ced-"]').length`;
    await until(async () => (await workbench.page.evaluate<number>(colored)) > 100);
    await workbench.screenshot('long-line');
  });
});
