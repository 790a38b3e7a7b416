import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apart, lintOf } from '../../../src/worker/lint';
import { OpenDocuments } from '../../../src/worker/documents';
import { encodingOf } from '../tokenizer/oracle';

const tokenizer = encodingOf('gpt2');

function lint(text: string) {
  const documents = new OpenDocuments();
  documents.open(0, tokenizer);
  const document = documents.get(0);
  document.tokens.append(text);
  return { report: lintOf(document, { isMarkdown: false, most: 100 }), document };
}

const mended = (text: string, edits: readonly { start: number; end: number; text: string }[]): string =>
  [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((before, edit) => before.slice(0, edit.start) + edit.text + before.slice(edit.end), text);

describe('what mending saves', () => {
  const parts = fc.constantFrom('one', ' two', '  ', '\t', '\r\n', '\n', 'e\u0301', '\u200b', 'pаy', '<|endoftext|>');

  it('is the difference of the counts of both texts, and the document stays as it was', () => {
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 40 }), array => {
        const text = array.join('');
        const { report, document } = lint(text);
        const whole = tokenizer.count(text, 'encode');
        for (const { edits, saved } of report.findings)
          assert.equal(saved, whole - tokenizer.count(mended(text, edits), 'encode'));
        const all = apart(report.findings.flatMap(({ edits }) => edits));
        assert.equal(report.savedByAll, all.length === 0 ? 0 : whole - tokenizer.count(mended(text, all), 'encode'));
        assert.equal(document.tokens.text(0, document.tokens.length), text);
        assert.deepEqual([...document.tokens.ids(0, document.tokens.tokenCount)], [...tokenizer.ids(text, 'encode')]);
      }),
    );
  });

  it('is told with what it costs now, and blanks that save nothing are left alone', () => {
    const { report } = lint('one   \ntwo\u200b');
    assert.deepEqual(
      report.findings.map(({ kind, saved }) => [kind, saved > 0]),
      [
        ['trailingBlanks', true],
        ['invisible', true],
      ],
    );
  });
});
