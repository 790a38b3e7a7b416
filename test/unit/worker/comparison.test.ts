import assert from 'node:assert/strict';
import { CancellationSource } from '../../../src/base/cancellation';
import { WordTokenizer } from '../../../src/tokenizer/words/tokenizer';
import { describeWords } from '../../../src/tokenizer/words/vocabulary';
import { Characters } from '../../../src/tokenizer/units/characters';
import type { Tokenizer } from '../../../src/tokenizer/tokenizer';
import { compareDocument, placesOf } from '../../../src/worker/comparison';
import { OpenDocument } from '../../../src/worker/documents';
import { encodingOf } from '../tokenizer/oracle';

const words = new WordTokenizer(describeWords({ text: 'the cat', version: 1, specialTokens: [], name: 'words' }));

function find(name: string): Tokenizer {
  if (name === 'characters') return new Characters();
  if (name === 'words') return words;
  if (name === 'gpt2' || name === 'o200k_base') return encodingOf(name);
  throw new RangeError(`tokenizer: unknown tokenizer "${name}".`);
}

const { token } = new CancellationSource();

function open(text: string): OpenDocument {
  const document = new OpenDocument(find('gpt2'), 'encode');
  document.tokens.append(text);
  return document;
}

describe('a comparison of tokenizers', () => {
  const text = 'The cat and the retokenization of   größer 🙂';

  it('counts the tokens of each, and finds the places that they cut differently', async () => {
    const document = open(text);
    const names = ['gpt2', 'o200k_base', 'characters'];
    const { rows, characters, bytes, differenceCount, starts, ends } = await compareDocument(
      document,
      names,
      find,
      token,
    );
    assert.deepEqual([characters, bytes], [Array.from(text).length, Buffer.byteLength(text)]);
    assert.deepEqual(
      rows.map(({ tokens }) => tokens),
      names.map(name => find(name).count(text)),
    );
    assert.ok(differenceCount > 0);
    const places = placesOf(document, names, 0, 100)!;
    assert.equal(places.length, differenceCount);
    places.forEach(({ start, end, tokens }, index) => {
      assert.deepEqual([start, end], [starts[index], ends[index]]);
      assert.equal(tokens[2]!.join(''), text.slice(start, end));
    });
  });

  it('finds the tokens that one tokenizer alone has', async () => {
    const { rows } = await compareDocument(open('the cat'), ['gpt2', 'characters'], find, token);
    assert.deepEqual(rows[0]!.own, [
      { text: 'the', count: 1 },
      { text: ' cat', count: 1 },
    ]);
    assert.deepEqual([rows[1]!.distinct, rows[1]!.ownCount], [6, 6]);
    assert.deepEqual(rows[1]!.own[0], { text: 't', count: 2 });
  });

  it('goes on without a tokenizer that cannot be had, and passes over words that one does not know', async () => {
    const document = open('the dog cat');
    const names = ['nosuch', 'words', 'gpt2'];
    const { rows } = await compareDocument(document, names, find, token);
    assert.match(rows[0]!.problem!, /unknown tokenizer "nosuch"/);
    assert.deepEqual([rows[1]!.tokens, rows[2]!.tokens], [2, 3]);
    assert.ok(placesOf(document, names, 0, 10)!.every(({ tokens }) => tokens[0]!.length === 0));
  });

  it('tells nothing of a text that has changed, or of other tokenizers', async () => {
    const document = open(text);
    await compareDocument(document, ['gpt2', 'characters'], find, token);
    assert.equal(placesOf(document, ['gpt2'], 0, 10), undefined);
    document.revision++;
    assert.equal(placesOf(document, ['gpt2', 'characters'], 0, 10), undefined);
  });

  it('is cancelled between two tokenizers', async () => {
    const source = new CancellationSource();
    const running = compareDocument(open(text), ['gpt2', 'characters'], find, source.token);
    source.cancel();
    await assert.rejects(running, { name: 'CancellationError' });
  });
});
