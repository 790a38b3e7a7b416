import assert from 'node:assert/strict';
import { TokenizerClient } from '../../../src/worker/client';
import { bundleWorker } from '../../support/bundleWorker';

describe('searching tokens in the worker', () => {
  let bundle: ReturnType<typeof bundleWorker>;
  let client: TokenizerClient;
  before(() => {
    bundle = bundleWorker();
    client = new TokenizerClient(bundle.entry);
  });
  after(() => {
    client.dispose();
    bundle.dispose();
  });
  const read = (text: string) => client.call('expression', { tokenizer: 'gpt2', text });

  it('gives the ids of arithmetic: bare words as they stand within a text, quoted ones exactly', async () => {
    const { terms, problem } = await read('king - "king" + <|endoftext|> - #464');
    assert.equal(problem, undefined);
    assert.deepEqual(
      terms.map(({ sign, text, ids, texts }) => [sign, text, [...ids], Object.values(texts)]),
      [
        [1, 'king', [5822], [' king']],
        [-1, 'king', [3364], ['king']],
        [1, '<|endoftext|>', [50256], ['<|endoftext|>']],
        [-1, '#464', [464], ['The']],
      ],
    );
  });

  it('shows the tokens of a text that is not one', async () => {
    const { terms } = await read('tokenization');
    assert.deepEqual([...terms[0]!.ids], [11241, 1634]);
    assert.deepEqual(terms[0]!.texts, { 11241: ' token', 1634: 'ization' });
  });

  it('says what is wrong, and where', async () => {
    assert.deepEqual(await read('king +'), {
      terms: [],
      problem: { message: 'After + a token is missing.', offset: 6 },
    });
    assert.match((await read('#50257')).problem!.message, /no token #50257: gpt2 has ids 0 to 50256/);
  });

  it('finds the tokens that hold a text, in upper or lower case', async () => {
    const bits = await client.call('tokensWith', { tokenizer: 'gpt2', text: 'KinG' });
    assert.equal(bits.length, Math.ceil(50257 / 8));
    const has = (id: number): boolean => (bits[id >> 3]! & (1 << (id & 7))) !== 0;
    const found = Uint32Array.from({ length: 50257 }, (_, id) => id).filter(has);
    const texts = await client.call('texts', { tokenizer: 'gpt2', ids: found });
    assert.ok(Object.values(texts).every(text => text.toLowerCase().includes('king')));
    const own = new Set(Object.values(texts));
    assert.ok([' king', 'king', ' King', ' making'].every(text => own.has(text)));
    assert.equal(has(464), false);
    const all = await client.call('tokensWith', { tokenizer: 'gpt2', text: '' });
    assert.ok(all.subarray(0, 6282).every(byte => byte === 255));
    assert.equal(all[6282], 1);
  });
});
