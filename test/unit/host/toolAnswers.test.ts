import assert from 'node:assert/strict';
import { toolAnswer, type ToolName } from '../../../src/host/toolAnswers';

/** A worker whose tokens are the characters of a text. */
const asked: unknown[] = [];
const client = {
  call: (name: string, params: { text?: string; ids?: Uint32Array }) => {
    asked.push([name, params]);
    const files = [
      { name: 'a.md', tokens: 3, bytes: 3 },
      { name: 'b.md', tokens: 9, bytes: 9 },
    ];
    const answers: Record<string, unknown> = {
      count: params.text?.length,
      encode: { ids: Uint32Array.from(params.text ?? '', letter => letter.charCodeAt(0)) },
      decode: String.fromCharCode(...(params.ids ?? [])),
      countSelection: { files, skipped: [], skippedCount: 0 },
      agentReading: { root: '/p', alwaysTokens: 4, onDemandTokens: 0, parts: [] },
    };
    return Promise.resolve(answers[name]);
  },
};
const ports = { client: client as never, tokenizer: () => 'gpt2', overrides: () => ({}) };
const answer = async (name: ToolName, input: unknown): Promise<Record<string, unknown>> =>
  JSON.parse(await toolAnswer(name, input, ports)) as Record<string, unknown>;

describe('tools of language models', () => {
  it('count a text against a maximum, and files with the largest first', async () => {
    assert.deepEqual(await answer('tokenscope_count_tokens', { text: 'hello', maximum: 3 }), {
      tokenizer: 'gpt2',
      tokens: 5,
      maximum: 3,
      over: 2,
    });
    const { tokens, fileCount, largest } = await answer('tokenscope_count_tokens', { path: '/p', glob: '**/*.md' });
    assert.deepEqual(
      [tokens, fileCount, largest],
      [
        12,
        2,
        [
          { path: 'b.md', tokens: 9 },
          { path: 'a.md', tokens: 3 },
        ],
      ],
    );
    assert.deepEqual((asked.at(-1) as [string, { selection: unknown }])[1].selection, {
      base: '/p',
      roots: ['/p'],
      exclude: [],
      dotFiles: true,
      include: '**/*.md',
    });
  });

  it('encode, decode, and list what an agent reads', async () => {
    assert.deepEqual(
      (await answer('tokenscope_encode_text', { text: 'AB', tokenizer: 'o200k_base' }))['ids'],
      [65, 66],
    );
    assert.deepEqual((await answer('tokenscope_decode_ids', { ids: [65, 66] }))['text'], 'AB');
    assert.equal((await answer('tokenscope_list_agent_files', { agent: 'codex', folder: '/p' }))['alwaysTokens'], 4);
  });

  it('say what to pass instead where they refuse', async () => {
    await assert.rejects(answer('tokenscope_count_tokens', {}), /Pass a text, or the absolute path/);
    await assert.rejects(answer('tokenscope_count_tokens', { path: 'docs' }), /pass an absolute path, not "docs"/);
    await assert.rejects(answer('tokenscope_decode_ids', { ids: ['x'] }), /input\.ids\[0\]: expected an integer/);
    await assert.rejects(answer('tokenscope_list_agent_files', { agent: 'hal', folder: '/p' }), /one of codex, claude/);
    await assert.rejects(answer('tokenscope_encode_text', { text: 5 }), /input\.text: expected a string/);
  });
});
