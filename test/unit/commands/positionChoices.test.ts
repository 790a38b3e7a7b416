import assert from 'node:assert/strict';
import { positionChoices, withTables } from '../../../src/commands/positionChoices';
import type { TableCardMessage } from '../../../src/protocol/inference';

const table = (name: string, rows: number, columns = 8): TableCardMessage => ({
  name,
  type: 'float32',
  rows,
  columns,
  where: 'safetensors',
  file: 'model.safetensors',
  bytes: rows * columns * 4,
});

describe('positions of a token table that a person chose', () => {
  it('could be any other table as wide, those named so first and then the shortest', () => {
    const token = table('a', 100);
    const tables = [token, table('b', 50), table('c', 8), table('x.pos_emb', 90), table('narrow.wpe', 9, 4)];
    assert.deepEqual(
      positionChoices(tables, token).map(({ name }) => name),
      ['x.pos_emb', 'c', 'b'],
    );
    assert.deepEqual(positionChoices([token], token), []);
  });

  it('are kept as they were said, and those of another token table are not', () => {
    const before = { tokenTable: 'a', positionTable: 'p', firstPosition: '2', idsInput: 'ids' };
    assert.deepEqual(withTables(before, 'b', undefined), { tokenTable: 'b', idsInput: 'ids' });
    assert.deepEqual(withTables(before, 'b', ''), { tokenTable: 'b', positionTable: '', idsInput: 'ids' });
    assert.equal(withTables({}, 'b', 'q')['positionTable'], 'q');
  });
});
