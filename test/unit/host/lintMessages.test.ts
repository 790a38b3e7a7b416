import assert from 'node:assert/strict';
import { fixTitle, isAgentFile, lintSentence, savedOf } from '../../../src/host/lintMessages';

const finding = {
  kind: 'trailingBlanks',
  start: 0,
  end: 2,
  edits: [{ start: 0, end: 2, text: '' }],
  tokens: 1,
  saved: 1,
} as const;

describe('what a lint of tokens says', () => {
  it('has the tokens that mending saves, or costs', () => {
    const found = { ...finding, edits: [...finding.edits] };
    assert.equal(
      lintSentence(found, 'gpt2'),
      'Blanks at the end of a line. Without them the document has 1 token fewer of gpt2.',
    );
    assert.equal(fixTitle(found), 'Remove these blanks (saves 1 token)');
    assert.equal(fixTitle({ ...found, kind: 'specialToken', edits: [] }), undefined);
    assert.deepEqual([1200, 0, -2].map(savedOf), ['saves 1,200 tokens', 'as many tokens', 'costs 2 tokens']);
  });

  it('is about files that agents load, unless somebody wants it everywhere', () => {
    for (const path of [
      '/p/AGENTS.md',
      '/p/a/CLAUDE.md',
      '/p/.cursor/rules/a.mdc',
      '/p/x.prompt.md',
      '/p/.claude/rules/a/b.md',
    ])
      assert.ok(isAgentFile(path), path);
    for (const path of ['/p/README.md', '/p/MYAGENTS.md', '/p/agents.ts']) assert.equal(isAgentFile(path), false, path);
  });
});
