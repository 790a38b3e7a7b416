import assert from 'node:assert/strict';
import { badgeOf, countsAsCsv, countsAsJson, folderTree, symbolTokens } from '../../../src/host/folderTree';

const files = [
  { name: 'a/b/one.md', tokens: 5, bytes: 20 },
  { name: 'a/two.md', tokens: 7, bytes: 30 },
  { name: 'three.md', tokens: 20, bytes: 60 },
];

describe('the tree of counted files', () => {
  it('has sums for folders, and the largest first', () => {
    const root = folderTree(files);
    assert.deepEqual([root.tokens, root.bytes, root.files], [32, 110, 3]);
    assert.deepEqual(
      root.children!.map(({ path, tokens }) => [path, tokens]),
      [
        ['three.md', 20],
        ['a', 12],
      ],
    );
    assert.deepEqual(
      root.children![1]!.children!.map(({ path, tokens }) => [path, tokens]),
      [
        ['a/two.md', 7],
        ['a/b', 5],
      ],
    );
  });

  it('shows only what a filter finds, with the sums of that', () => {
    const { tokens, children } = folderTree(files, 'ONE');
    assert.deepEqual([tokens, children!.map(({ path }) => path)], [5, ['a']]);
  });

  it('has badges of at most two characters', () => {
    const shown = [0, 99, 100, 999, 1000, 9999, 10_000, 999_999, 1_000_000, 1e9].map(badgeOf);
    assert.deepEqual(shown, ['0', '99', '<k', '<k', '1k', '9k', '+k', '+k', '1M', '+M']);
  });

  it('becomes a table that no spreadsheet runs, and JSON', () => {
    const odd = [{ name: '=cmd,"x".md', tokens: 1, bytes: 2 }];
    assert.equal(countsAsCsv(odd), 'path,tokens,bytes\n"\'=cmd,""x"".md",1,2\n');
    assert.deepEqual(JSON.parse(countsAsJson(odd, { tokenizer: 'gpt2' })), {
      tokenizer: 'gpt2',
      files: [{ path: '=cmd,"x".md', tokens: 1, bytes: 2 }],
    });
  });

  it('counts the tokens of symbols by where they start', () => {
    const inner = { name: 'inner', start: 4, end: 8, children: [] };
    const symbols = [
      { name: 'small', start: 0, end: 2, children: [] },
      { name: 'outer', start: 2, end: 10, children: [inner] },
    ];
    const found = symbolTokens(symbols, Uint32Array.of(0, 2, 3, 5, 9));
    assert.deepEqual(
      found.map(({ name, tokens, children }) => [name, tokens, children.map(child => child.tokens)]),
      [
        ['outer', 4, [1]],
        ['small', 1, []],
      ],
    );
  });
});
