import { strict as assert } from 'node:assert';
import { sentenceHtml } from '../../../src/panels/sentencePage';

describe('the page of a panel that cannot be restored', () => {
  it('shows a hostile name as text: no element, attribute or reference of it', () => {
    const name = `</p><script>alert(1)</script><a href="command:workbench.action.quit">x</a> ' " & &lt;`;
    const page = sentenceHtml(`${name} is not there.`);
    const body = page.slice(page.indexOf('<body>'));
    assert.deepEqual(body.match(/<[^>]*>/g), ['<body>', '<p>', '</p>', '</body>', '</html>']);
    const shown = body
      .replace(/<[^>]*>/g, '')
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    assert.equal(shown.trim(), `${name} is not there.`);
    assert.match(page, /default-src 'none'/);
  });
});
