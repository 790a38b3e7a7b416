import assert from 'node:assert/strict';
import { searchModels, withoutTokenizer } from '../../../src/commands/modelSearch';
import { encodingNames } from '../../../src/tokenizer/bytePair/encodings';
import { encodingModels } from '../../../src/tokenizer/bytePair/models';
import tiktoken from '../../golden/tiktoken-models.json';

const tokenizers = encodingNames.map(name => {
  const { names, known, prefixes } = encodingModels[name];
  return { name, models: [...names, ...known], modelPrefixes: [...prefixes] };
});
const first = (query: string): string | undefined => searchModels(query, tokenizers)[0]?.tokenizer;
/** tiktoken's encoding_name_for_model. */
const ofTiktoken = (model: string): string | undefined =>
  Object.entries(tiktoken.models).find(([name]) => name === model)?.[1] ??
  Object.entries(tiktoken.prefixes).find(([prefix]) => model.startsWith(prefix))?.[1];

describe('the models of the encodings', () => {
  const isHere = ([, encoding]: [string, string]): boolean => encoding !== 'o200k_harmony';

  it("are tiktoken's, name by name and prefix by prefix", () => {
    const flat = (kind: 'names' | 'prefixes'): Record<string, string> =>
      Object.fromEntries(encodingNames.flatMap(name => encodingModels[name][kind].map(model => [model, name])));
    assert.deepEqual(flat('names'), Object.fromEntries(Object.entries(tiktoken.models).filter(isHere)));
    assert.deepEqual(flat('prefixes'), Object.fromEntries(Object.entries(tiktoken.prefixes).filter(isHere)));
  });

  it('list further names only where tiktoken says the same of them', () => {
    for (const name of encodingNames)
      for (const model of encodingModels[name].known) assert.equal(ofTiktoken(model), name, model);
  });
});

describe('searchModels', () => {
  it('answers as tiktoken for new, dated and fine-tuned names', () => {
    const names =
      'davinci-002 babbage-002 gpt-4o-2025-11-20 gpt-4-0314 gpt-4.1-2026 gpt-5.2-pro ft:gpt-4o:a::b ft:gpt-4:a ft:gpt-4o-mini:b ft:davinci-002:x o3-deep-research gpt-35-turbo-16k';
    for (const model of names.split(' ')) assert.equal(first(model), ofTiktoken(model), model);
  });

  it('forgives capitals, blanks, hyphens and points', () => {
    assert.equal(first('gpt-2'), 'gpt2');
    assert.equal(first('GPT 2'), 'gpt2');
    assert.equal(first('gpt 4o'), 'o200k_base');
    assert.equal(first('gpt4o mini'), 'o200k_base');
    assert.equal(first('GPT_4'), 'cl100k_base');
    assert.equal(first('text embedding 3'), 'cl100k_base');
    assert.equal(first('gpt 4o 2027'), 'o200k_base');
    assert.deepEqual(searchModels('gpt 4', tokenizers)[0], { model: 'gpt-4', tokenizer: 'cl100k_base' });
  });

  it('finds nothing for what is empty, for a bare prefix or for a model of others', () => {
    for (const query of ['', ' ', '-', 'claude-4', 'llama 3', 'gpt-oss-20b'])
      assert.deepEqual(searchModels(query, tokenizers), []);
  });
});

describe('withoutTokenizer', () => {
  it('says why, with the name that was typed', () => {
    assert.match(withoutTokenizer('claude sonnet'), /^Claude's tokenizer is not public/);
    assert.match(withoutTokenizer('Llama 3'), /^Llama has its tokenizer in a file/);
    assert.match(withoutTokenizer('gpt-oss-120b'), /o200k_harmony/);
    assert.equal(withoutTokenizer(' xyz '), 'No tokenizer or model here is called "xyz".');
  });
});
