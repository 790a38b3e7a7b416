import assert from 'node:assert/strict';
import fc from 'fast-check';
import { errorText, foreign, isolated, legible, messageOf, ordered, plain, say } from '../../../src/base/foreignText';
import { everything, hostile } from '../hostile';

/** What VS Code draws as a link in a notification, and as an icon in a label: `linkedText.ts` and `iconLabels.ts` of its sources. */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;
const icon = /\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;
const unseen = /(?![\ufe0e\ufe0f\u2068\u2069])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
/** Texts of the characters that matter, so that they meet often. */
const risky = fc
  .array(
    fc.constantFrom(
      ...Array.from('[]()$`|<>&\\\n\t "'),
      'x',
      'command:x',
      '(command:x)',
      '[x]',
      '(https://x)',
      'zap',
      '(zap)',
      '\u202e',
      '\u200b',
      '\0',
      '\ud800',
      'ש',
      '🦜',
    ),
    { maxLength: 8 },
  )
  .map(parts => parts.join(''));
const texts = fc.oneof(risky, fc.string({ unit: 'binary' }), fc.constantFrom(...Object.values(hostile), everything));

function isHarmless(text: string): void {
  assert.doesNotMatch(text, link);
  assert.doesNotMatch(text, icon);
  assert.doesNotMatch(text, unseen);
}

describe('a text from outside', () => {
  it('is neither a link nor an icon, and hides nothing, whatever it is made of', () => {
    assert.match(hostile.command, link);
    assert.match(hostile.icon, icon);
    fc.assert(
      fc.property(texts, text => isHarmless(plain(text))),
      { numRuns: 2000 },
    );
  });

  it('opens no direction that it does not close', () => {
    fc.assert(
      fc.property(texts, text => {
        const marks = plain(text).replace(/[^\u2066-\u2069\u202a-\u202e]/gu, '');
        assert.ok(marks === '' || marks === '\u2068\u2069', JSON.stringify(marks));
      }),
    );
  });

  it('can still be read', () => {
    for (const text of [
      'model-00001.safetensors: h.0.attn (3 × 4)',
      'C:\\a b\\c.onnx',
      'naïve 🦜 ❤️ 日本',
      'a && b',
      'x[0]',
    ])
      assert.equal(plain(text), text);
    assert.equal(plain(hostile.command), '[open] (command:workbench.action.terminal.new)');
    assert.equal(plain('$(zap)'), '$ (zap)');
    assert.equal(plain('a\u202eb\0c\r\nd'), 'a⟨U+202E⟩b⟨U+0000⟩c d');
    assert.equal(plain('\ud800'), '⟨U+D800⟩');
    assert.equal(plain('שלום'), isolated('שלום'));
    assert.equal(isolated('שלום'), '\u2068שלום\u2069');
    assert.equal(ordered('a\u202e[b](c)\u200f\n\u2067'), 'a⟨U+202E⟩[b](c)⟨U+200F⟩\n⟨U+2067⟩');
    assert.equal(ordered(`${isolated('שלום')} \u2068x`), '\u2068שלום\u2069 ⟨U+2068⟩x');
    assert.equal(errorText(new Error('[a](b)\u202e')), '[a](b)⟨U+202E⟩');
    assert.equal(legible('[a](b)\0'), '[a](b)⟨U+0000⟩');
  });

  it('is cut in its middle, and a path keeps its end', () => {
    const shown = plain(`/start/${'x'.repeat(1 << 20)}/model.onnx`);
    assert.equal(shown.length, 303);
    assert.match(shown, /^\/start\/x* … x*\/model\.onnx$/);
    assert.doesNotMatch(plain('😀'.repeat(1000)), /\p{Cs}/u);
    assert.ok(plain('\0'.repeat(1 << 20)).length <= 8 * 300 + 3);
  });
});

describe('a message', () => {
  it('keeps foreign texts apart from each other and from the words around them', () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        for (const message of [
          say`${a}${b}`,
          say`Wrote ${a}: ${b}`,
          say`[${a}](${b})`,
          say`[ours]${b}`,
          say`${a}(command:ours)`,
          say`$${b}`,
          say`${a}(zap)`,
          foreign(a + b),
          messageOf(new Error(a + b)),
          say`${foreign(a)}${foreign(b)}`,
        ])
          isHarmless(message.toString());
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves our own words as they are, icons too, and a message in it', () => {
    assert.equal(say`$(check) ${'gpt2'} has ${50257} tokens`.toString(), '$(check) gpt2 has 50257 tokens');
    assert.equal(say`$(warning) ${say`$(edit) ${'$(zap)'}`}`.toString(), '$(warning) $(edit) $ (zap)');
  });

  it('is made of an error, or of whatever was thrown, and keeps what the error says to do', () => {
    assert.equal(
      messageOf(new Error(`No table ${hostile.command}`)).toString(),
      'No table [open] (command:workbench.action.terminal.new)',
    );
    assert.equal(messageOf('$(zap)').toString(), '$ (zap)');
    assert.equal(messageOf(undefined).toString(), 'undefined');
    const text = messageOf(new Error(`There is no table "${'x'.repeat(1 << 20)}". Choose another.`)).toString();
    assert.ok(text.length < 1000);
    assert.match(text, /^There is no table ".*Choose another\.$/);
  });
});
