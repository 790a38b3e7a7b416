import assert from 'node:assert/strict';
import type { EmbeddingGraph } from '../../../src/host/embeddingGraphs';
import { readVectors, type VectorSources } from '../../../src/panels/shownVectors';

type Document = Parameters<typeof readVectors>[0];

describe('the vectors that are shown', () => {
  const document = {} as Document;
  const graph = {
    path: '/a.onnx',
    overrides: {},
    contextLength: 1024,
    card: { hiddenSize: 768 },
  } as unknown as EmbeddingGraph;
  const ids = Uint32Array.of(464, 3797);
  const page = {
    tokens: { ids, starts: Uint32Array.of(0, 3), ends: Uint32Array.of(3, 7) },
    texts: { 464: 'The', 3797: ' cat' },
    total: 2,
    from: 0,
    to: 2,
    first: 0,
  };
  let requests: unknown[];
  let isCurrent: boolean;
  let answer: typeof page | undefined;
  let used: EmbeddingGraph;

  beforeEach(() => {
    requests = [];
    [isCurrent, answer, used] = [true, page, graph];
  });

  const sources = {
    follower: {
      follow: () => ({
        tokenizer: 'gpt2',
        get isCurrent() {
          return isCurrent;
        },
        ask: (name: string, params: unknown) => {
          requests.push([name, params]);
          return Promise.resolve(answer);
        },
      }),
    },
    graphs: {
      get: (tokenizer: string) => {
        requests.push(['graph', tokenizer]);
        return Promise.resolve(used);
      },
      run: (_: unknown, of: Uint32Array) => {
        requests.push(['run', [...of]]);
        return Promise.resolve({ sequence: of.length, hidden: 768 });
      },
    },
  } as unknown as VectorSources;
  const read = (): ReturnType<typeof readVectors> =>
    readVectors(document, sources, { selection: { start: 0, end: 0 }, offset: 5 }, () => undefined);

  it('ask once for a page and once for its vectors', async () => {
    const shown = await read();
    assert.deepEqual(requests, [
      ['graph', 'gpt2'],
      ['tokenPage', { part: { start: 0, end: 0 }, token: undefined, offset: 5, pageLength: 1024, shownLength: 1024 }],
      ['run', [464, 3797]],
    ]);
    assert.deepEqual([shown?.tokenizer, shown?.total, shown?.texts, shown?.warnings], ['gpt2', 2, page.texts, []]);
  });

  it('are none while the text is on its way, or when it changed meanwhile', async () => {
    isCurrent = false;
    assert.equal(await read(), undefined);
    assert.deepEqual(requests, []);
    [isCurrent, answer] = [true, undefined];
    assert.equal(await read(), undefined);
  });

  it('say what to do where there is no token', async () => {
    const empty = Uint32Array.of();
    answer = { ...page, tokens: { ids: empty, starts: empty, ends: empty }, total: 0, to: 0 };
    await assert.rejects(read(), /This document is empty/);
    answer = { ...answer, total: 7 };
    await assert.rejects(read(), /no tokens here/);
  });

  it('say that a page is shown in part, and what is wrong with the graph', async () => {
    used = {
      ...graph,
      contextLength: 131_072,
      card: { ...graph.card, hiddenSize: 2 ** 23 },
      warning: 'Ids are missing.',
    };
    answer = { ...page, to: 7, total: 7 };
    const shown = await read();
    assert.deepEqual(shown?.warnings, [
      'Ids are missing.',
      'The first 2 of 131,072 positions of each page are shown: more vectors of 8388608 numbers are too large for one picture.',
    ]);
  });
});
