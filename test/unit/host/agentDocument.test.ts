import assert from 'node:assert/strict';
import { agentDocument } from '../../../src/host/agentDocument';
import type { AgentPartMessage } from '../../../src/protocol/agents';

const source = { title: 'Documentation', read: '2026-11', version: '1.2' };
const part = (more: Partial<AgentPartMessage>): AgentPartMessage => ({
  label: 'rule',
  path: '/p/a.md',
  name: 'a.md',
  loaded: 'always',
  text: 'Use tabs.',
  kept: 9,
  tokens: 3,
  bytes: 9,
  source,
  ...more,
});

describe('the document of what an agent reads', () => {
  it('has each part whole, always loaded before on demand, and says where the rules are from once', () => {
    const limit = { unit: 'bytes', maximum: 4, effect: 'cut', source } as const;
    const parts = [
      part({ loaded: 'onDemand', when: 'src/**', text: 'later\n', kept: 6, tokens: 1 }),
      part({ kept: 4, limit }),
    ];
    const { text, sections } = agentDocument({
      agent: 'Codex',
      root: '/p',
      folder: '/p/app',
      tokenizer: 'gpt2',
      parts,
      alwaysTokens: 3,
      onDemandTokens: 1,
    });
    assert.equal(
      text,
      [
        'What Codex reads in app, as gpt2 counts it',
        '',
        '═══ Always loaded: 3 tokens, 1 part ═══',
        '',
        '─── a.md · rule · 3 tokens · the limit of 4 bytes leaves out the last 5 characters ───',
        'Use tabs.',
        '',
        '═══ On demand: 1 token, 1 part ═══',
        '',
        '─── a.md · rule · 1 token · when: src/** ───',
        'later',
        '',
        '═══ Where these rules are from ═══',
        '',
        'Documentation, version 1.2, read 2026-11',
        '',
      ].join('\n'),
    );
    assert.deepEqual(
      sections.map(({ start, end, cut }) => [text.slice(start, cut), text.slice(cut, end)]),
      [
        ['Use ', 'tabs.'],
        ['later\n', ''],
      ],
    );
  });
});
