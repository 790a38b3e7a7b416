import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Markdown, markup, plainMarkdown } from '../../../src/base/foreignMarkdown';
import { plain, say } from '../../../src/base/foreignText';
import { everything, hostile } from '../hostile';

const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(hostile), everything));

describe('a foreign text in Markdown', () => {
  it('holds no character that Markdown or HTML knows', () => {
    fc.assert(
      fc.property(texts, text => {
        assert.doesNotMatch(plainMarkdown(text).replace(/&#\d+;/g, ''), /[!-/:-@[-`{-~\n]/);
      }),
    );
  });

  it('is shown as its plain text', () => {
    const decode = (shown: string): string =>
      shown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
    fc.assert(fc.property(texts, text => assert.equal(decode(plainMarkdown(text)), plain(text, 600))));
  });

  it('stands in our markup', () => {
    assert.equal(
      markup`**What ${'**x** [a](command:b)'} sees** ${say`a*`} ${3}`.toString(),
      '**What &#42;&#42;x&#42;&#42; &#91;a&#93; &#40;command&#58;b&#41; sees** a&#42; 3',
    );
    assert.equal(markup`${markup`*a*`}\n`.toString(), '*a*\n');
  });

  it('cannot end the span of code that it is in', () => {
    assert.equal(Markdown.code('a`b``c').toString(), '```a`b``c```');
    assert.equal(Markdown.code('`').toString(), '`` ` ``');
    assert.equal(Markdown.code('](\n\n# x').toString(), '`]( # x`');
  });

  it('cannot end the link whose command it is given to', () => {
    const value = [{ uri: 'file:///a) [x](command:y' }];
    const text = Markdown.argument(value).toString();
    assert.doesNotMatch(text, /[()\s[\]]/);
    assert.deepEqual(JSON.parse(decodeURIComponent(text)), value);
  });
});
