import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foreign, plain, say } from '../../../src/base/foreignText';

/** What VS Code draws as a link in a notification, and as an icon in a label. */
const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;
const icon = /\$\([a-z0-9-]+(?:~[a-z]+)?\)/i;
const hostile =
  '[open](command:workbench.action.terminal.new) $(zap) [x](https://example.com "t")\u202Eevil\u0000\u200B\nnext';

describe('a text from outside', () => {
  it('is neither a link nor an icon, and can still be read', () => {
    assert.match(hostile, link);
    assert.match(hostile, icon);
    assert.equal(
      plain(hostile),
      '[open] (command:workbench.action.terminal.new) $ (zap) [x] (https://example.com "t") evil next',
    );
    assert.equal(plain('model-00001.safetensors: h.0.attn (3 × 4)'), 'model-00001.safetensors: h.0.attn (3 × 4)');
  });

  it('holds no control or direction characters, and is cut at a readable length', () => {
    const mebibyte = plain('x'.repeat(1 << 20));
    assert.ok(mebibyte.length <= 303 && mebibyte.includes(' … '));
    assert.doesNotMatch(plain('😀'.repeat(1000)), /\p{Cs}/u);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2000 }), text => {
        assert.doesNotMatch(plain(text), /[\p{Cc}\p{Cf}\p{Cs}]/u);
        assert.ok(plain(text).length <= 303);
      }),
    );
  });

  it('stays apart from the words around it, whatever stands where', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '$',
        'x',
        'command:x',
        '(command:x)',
        '[x]',
        '[x](command:x)',
        '$(zap)',
        ' ',
        '\u200B',
      ),
      fc.string({ maxLength: 4 }),
    );
    const text = fc.array(part, { maxLength: 6 }).map(parts => parts.join(''));
    fc.assert(
      fc.property(text, text, (a, b) => {
        for (const message of [
          say`${a}${b}`,
          say`Wrote ${a}: ${b}`,
          say`[${a}](${b})`,
          foreign(a + b),
          say`${foreign(a)}${foreign(b)}`,
        ]) {
          assert.doesNotMatch(message.toString(), link);
          assert.doesNotMatch(message.toString(), icon);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves our own words as they are, icons too', () => {
    assert.equal(say`$(check) ${'gpt2'} has ${50257} tokens`.toString(), '$(check) gpt2 has 50257 tokens');
  });
});
