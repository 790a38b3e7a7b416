import assert from 'node:assert/strict';
import { idForms, parseTokenIds, TokenIdsError, writeTokenIds } from '../../../src/base/tokenIds';

describe('token ids as text', () => {
  it('are read in every form that people copy', () => {
    const forms = [
      '464 3797',
      '464,3797',
      '[464, 3797]',
      '[464,3797]\n',
      'tensor([[464, 3797]])',
      "tensor([ 464, 3797], device='cuda:0', dtype=torch.int64)",
      'torch.tensor([464, 3797])',
      'array([464, 3797], dtype=int64)',
      '{"ids": [464, 3797]}',
      'ids = [464, 3_797]',
      '(464; 3797)',
      '[ 464 3797]',
    ];
    for (const form of forms) assert.deepEqual([...parseTokenIds(form)], [464, 3797], form);
    assert.deepEqual([...parseTokenIds('')], []);
  });

  it('come back from every form that they are written in', () => {
    const ids = [0, 50256, 199999];
    for (const form of idForms) assert.deepEqual([...parseTokenIds(writeTokenIds(ids, form))], ids, form);
    assert.equal(writeTokenIds([1, 2], 'json'), '[1,2]');
    assert.equal(writeTokenIds([1, 2], 'list'), '[1, 2]');
  });

  it('name what is none, and where', () => {
    const wrong = (text: string, part: string, offset: number): void =>
      assert.throws(
        () => parseTokenIds(text),
        error => error instanceof TokenIdsError && error.text === part && error.offset === offset,
      );
    wrong('[1, cat]', 'cat', 4);
    wrong('1 -2', '-2', 2);
    wrong('1.5', '1.5', 0);
    wrong('4294967296', '4294967296', 0);
    wrong('12a', '12a', 0);
  });
});
