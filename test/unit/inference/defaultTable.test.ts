import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ranks from 'js-tiktoken/ranks/gpt2';
import { useInference } from '../../support/useInference';

const root = join(__dirname, '../../..');
const path = join(root, 'media/defaultTable/gpt2.safetensors');
const lists = join(root, 'test/defaultTable');

/** Ids of GPT-2's tokens by their text, from the ranks as they are published. */
const idOf = new Map<string, number>();
for (const line of ranks.bpe_ranks.split('\n')) {
  const [, first, ...tokens] = line.split(' ');
  for (const [i, token] of tokens.entries()) idOf.set(Buffer.from(token, 'base64').toString(), Number(first) + i);
}
const textOf = new Map(Array.from(idOf, ([text, id]) => [id, text]));
const linesOf = (name: string): string[][] =>
  readFileSync(join(lists, name), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map(line => line.split('\t'));

describe('the trained table that ships', () => {
  const inference = useInference();
  /** The five tokens nearest to a sum of words, each with a space before it. */
  async function nearest(...words: readonly (readonly [word: string, weight: number])[]): Promise<string[]> {
    const terms = words.map(([word, weight]) => ({ ids: Uint32Array.of(idOf.get(` ${word}`)!), weight }));
    const exclude = Uint32Array.from(terms.flatMap(({ ids }) => [...ids]));
    const found = await inference.client.call('neighbours', {
      path,
      table: 'token',
      terms,
      exclude,
      metric: 'cosine',
      count: 5,
    });
    return Array.from(found.ids, id => textOf.get(id) ?? '');
  }

  it("has a vector of 64 numbers for each of GPT-2's 50,257 tokens, and no positions", async () => {
    const { card } = await inference.client.call('open', { path });
    assert.deepEqual([card.vocabularySize, card.hiddenSize, card.positions], [50257, 64, 'none']);
  });

  it('has cats near " cat", and " queen" near king - man + woman', async () => {
    const cats = await nearest(['cat', 1]);
    assert.equal(cats.filter(text => /cat|kitten|feline|dog/i.test(text)).length, 5, cats.join());
    const queens = await nearest(['king', 1], ['man', -1], ['woman', 1]);
    assert.ok(queens.includes(' queen'), queens.join());
  });

  it('finds as many of 200 analogies and 300 related pairs among the first five as its README says', async () => {
    let analogies = 0;
    for (const [, a, b, c, d] of linesOf('analogies.tsv')) {
      if ((await nearest([b!, 1], [a!, -1], [c!, 1])).includes(` ${d}`)) analogies++;
    }
    let pairs = 0;
    for (const [word, related] of linesOf('pairs.tsv'))
      if ((await nearest([word!, 1])).includes(` ${related}`)) pairs++;
    const readme = readFileSync(join(root, 'media/defaultTable/README.md'), 'utf8');
    const [, ...said] = /\| this table \| (\d+) .*\| (\d+) /.exec(readme)!;
    assert.deepEqual([analogies, pairs].map(String), said);
  });
});
