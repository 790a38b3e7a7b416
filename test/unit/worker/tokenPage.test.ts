import assert from 'node:assert/strict';
import { OpenDocument } from '../../../src/worker/documents';
import { tokenPageOf } from '../../../src/worker/tokenPage';
import { encodingOf } from '../tokenizer/oracle';

describe('a page of tokens', () => {
  const text = 'The cat sat on the mat!';
  // The| cat| sat| on| the| mat|!
  const document = new OpenDocument(encodingOf('gpt2'), 'encode');
  document.tokens.append(text);
  const whole = { start: 0, end: 0 };
  const sizes = { pageLength: 3, shownLength: 3 };
  const placed = ({ from, to, first, total, tokens }: ReturnType<typeof tokenPageOf>): object => ({
    from,
    to,
    first,
    total,
    count: tokens.ids.length,
  });

  it('has the ids, places and texts of its tokens, and how many there are in all', () => {
    assert.deepEqual(tokenPageOf(document, { part: whole, ...sizes }), {
      tokens: {
        ids: Uint32Array.of(464, 3797, 3332),
        starts: Uint32Array.of(0, 3, 7),
        ends: Uint32Array.of(3, 7, 11),
      },
      texts: { 464: 'The', 3797: ' cat', 3332: ' sat' },
      total: 7,
      from: 0,
      to: 7,
      first: 0,
    });
  });

  it('is that of a token, else that of an offset', () => {
    const all = { from: 0, to: 7, total: 7 };
    const at = (token: number | undefined, offset: number): object =>
      placed(tokenPageOf(document, { part: whole, token, offset, ...sizes }));
    assert.deepEqual(at(undefined, 11), { ...all, first: 3, count: 3 });
    assert.deepEqual(at(6, 11), { ...all, first: 6, count: 1 });
    assert.deepEqual(at(undefined, 999), { ...all, first: 6, count: 1 });
  });

  it('begins where a part does, and ends with it', () => {
    const part = { start: 4, end: 10 };
    assert.deepEqual(placed(tokenPageOf(document, { part, ...sizes })), {
      from: 1,
      to: 3,
      total: 7,
      first: 1,
      count: 2,
    });
    const beyond = { start: 500, end: 600 };
    assert.equal(tokenPageOf(document, { part: beyond, ...sizes }).tokens.ids.length, 0);
  });

  it('sends no more than is shown of it', () => {
    const page = tokenPageOf(document, { part: whole, pageLength: 5, shownLength: 2, token: 6 });
    assert.deepEqual(placed(page), { from: 0, to: 7, total: 7, first: 5, count: 2 });
  });

  it('of an empty document is empty', () => {
    const page = tokenPageOf(new OpenDocument(encodingOf('gpt2'), 'encode'), { part: whole, ...sizes });
    assert.deepEqual(placed(page), { from: 0, to: 0, total: 0, first: 0, count: 0 });
  });
});
