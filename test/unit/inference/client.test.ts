import assert from 'node:assert/strict';
import { mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TorchGenerator } from '../../../src/torch/random';
import { writeEmbeddingGraph } from '../../../src/embedding/onnxWriter';
import { InferenceClient } from '../../../src/inference/client';
import { DisconnectedError } from '../../../src/rpc/errors';
import { useInference } from '../../support/useInference';
import { floats, longs, onnxModel } from '../../support/onnxGraph';

const all = ['token', 'position', 'input'] as const;
const ids = Uint32Array.of(2, 1, 0);
const rounded = (values: Float32Array | undefined): string[] => [...(values ?? [])].map(value => value.toFixed(4));
const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer);

/** The chapter's tables: torch.manual_seed(42); nn.Embedding(3, 4); nn.Linear(3, 4, bias=False); nn.Embedding(3, 4). */
const generator = new TorchGenerator(42);
const wte = new Float32Array(12);
const wpe = new Float32Array(12);
generator.fillNormal(wte);
generator.fillLinear(new Float32Array(12), 3);
generator.fillNormal(wpe);

// "Working with text data", the printed tensors of token_embeddings, pos_embeddings and input_embeddings.
const chapter = {
  token: '0.4617 0.2674 0.5349 0.8094 -1.1229 -0.1863 2.2082 -0.6380 0.3367 0.1288 0.2345 0.2303'.split(' '),
  position: '-0.7658 -0.7506 1.3525 0.6863 -0.3278 0.7950 0.2815 0.0562 0.5227 -0.2384 -0.0499 0.5263'.split(' '),
  input: '-0.3042 -0.4833 1.8875 1.4957 -1.4506 0.6086 2.4897 -0.5818 0.8594 -0.1095 0.1846 0.7567'.split(' '),
};

describe('InferenceClient', () => {
  const inference = useInference();
  const save = (name: string, bytes: Uint8Array | string): string => {
    const path = join(inference.folder, name);
    writeFileSync(path, bytes);
    return path;
  };
  const inline = (values: Float32Array) => ({ rows: 3, type: 'float32', data: { bytes: bytesOf(values) } }) as const;
  const saveChapter = (): string =>
    save('chapter.onnx', writeEmbeddingGraph({ hiddenSize: 4, token: inline(wte), position: inline(wpe) }));

  it("gives the chapter's vectors to four decimals", async () => {
    const vectors = await inference.client.call('run', { path: saveChapter(), ids, outputs: [...all] });
    assert.deepEqual([vectors.sequence, vectors.hidden], [3, 4]);
    for (const kind of all) assert.deepEqual(rounded(vectors[kind]), chapter[kind], kind);
  });

  it('tells what a graph is', async () => {
    const { card } = await inference.client.call('open', { path: saveChapter() });
    const { path, declaredInputs, declaredOutputs, guesses, ...rest } = card;
    assert.equal(path, join(inference.folder, 'chapter.onnx'));
    assert.deepEqual(declaredInputs[0], { name: 'input_ids', type: 'int64', shape: ['batch', 'sequence'] });
    assert.equal(declaredOutputs.length, 3);
    assert.equal(guesses.length, 7);
    assert.deepEqual(rest, {
      name: 'chapter.onnx',
      vocabularySize: 3,
      hiddenSize: 4,
      contextLength: 3,
      affordableTokens: 3,
      fixedLength: undefined,
      idsInput: 'input_ids',
      positionInput: 'position_ids',
      outputs: [...all],
      opset: 17,
      seed: undefined,
      format: 'onnx',
      fileSize: statSync(path).size,
      producer: 'tokenscope',
      tokenTable: {
        name: 'wte',
        type: 'float32',
        rows: 3,
        columns: 4,
        where: 'inside',
        file: 'chapter.onnx',
        bytes: 48,
      },
      positionTable: {
        name: 'wpe',
        type: 'float32',
        rows: 3,
        columns: 4,
        where: 'inside',
        file: 'chapter.onnx',
        bytes: 48,
      },
      positions: 'learned',
      runtime: 'native',
    });
  });

  it('gives only what is asked for, and leaves out positions where there are none', async () => {
    const path = save('plain.onnx', writeEmbeddingGraph({ hiddenSize: 4, token: inline(wte) }));
    assert.deepEqual(Object.keys(await inference.client.call('run', { path, ids, outputs: ['token'] })), [
      'sequence',
      'hidden',
      'token',
    ]);
    const vectors = await inference.client.call('run', { path, ids, outputs: [...all] });
    assert.equal(vectors.position, undefined);
    assert.deepEqual(vectors.input, vectors.token);
  });

  it('reads weights beside the model, also when the model changed in between', async () => {
    const data = (file: string) => ({ rows: 3, type: 'float32', data: { file, offset: 0, length: 48 } }) as const;
    save('w.data', bytesOf(wte));
    const path = save('external.onnx', writeEmbeddingGraph({ hiddenSize: 4, token: data('w.data') }));
    const first = await inference.client.call('run', { path, ids, outputs: ['token'] });
    assert.deepEqual(rounded(first.token), chapter.token);
    save('w2.data', bytesOf(wpe));
    save('external.onnx', writeEmbeddingGraph({ hiddenSize: 4, token: data('w2.data') }));
    const second = await inference.client.call('run', { path, ids: Uint32Array.of(0, 1, 2), outputs: ['token'] });
    assert.deepEqual(rounded(second.token), chapter.position);
  });

  const look = (from: string, at: string, out: string) => ({ op: 'Gather', inputs: [from, at], outputs: [out] });
  const tables = [floats('E', [3, 4], wte), floats('P', [3, 4], wpe)];
  const nodes = [
    look('E', 'tokens_in', 'a'),
    look('P', 'where', 'b'),
    { op: 'Add', inputs: ['a', 'b'], outputs: ['c'] },
  ];
  const vectors = (name: string) => ({ name, type: 1, dims: [] as string[] });
  const rank = (name: string, ...dims: (string | number)[]) => ({ ...vectors(name), dims });

  it("runs somebody else's graph: other names, int32, static shapes, positions of rank 1", async () => {
    const inputs = [
      { name: 'where', type: 7, dims: [3] },
      { name: 'tokens_in', type: 6, dims: [2, 3] },
    ];
    const outputs = [rank('a', 2, 3, 4), rank('b', 3, 4), rank('c', 2, 3, 4)];
    const path = save('foreign.onnx', onnxModel({ nodes, initializers: tables, inputs, outputs }));
    const found = await inference.client.call('run', { path, ids, outputs: [...all] });
    for (const kind of all) assert.deepEqual(rounded(found[kind]), chapter[kind], kind);
    const short = await inference.client.call('run', { path, ids: Uint32Array.of(2), outputs: ['input'] });
    assert.deepEqual(rounded(short.input), chapter.input.slice(0, 4));
  });

  it('makes token and position vectors of a graph that exports only their sum', async () => {
    const inputs = ['tokens_in', 'where'].map(name => ({ name, type: 7, dims: ['b', 's'] }));
    const path = save(
      'sum.onnx',
      onnxModel({ nodes, initializers: tables, inputs, outputs: [rank('c', 'b', 's', 4)] }),
    );
    const found = await inference.client.call('run', { path, ids, outputs: [...all] });
    for (const kind of all) assert.deepEqual(rounded(found[kind]), chapter[kind], kind);
  });

  it('runs a graph with its positions inside, padding to their number', async () => {
    const path = save(
      'constant.onnx',
      onnxModel({
        nodes: [{ op: 'Constant', inputs: [], outputs: ['where'], tensor: longs('k', [3], [0, 1, 2]) }, ...nodes],
        initializers: tables,
        inputs: [{ name: 'tokens_in', type: 7, dims: ['b', 's'] }],
        outputs: [rank('c', 'b', 's', 4)],
      }),
    );
    const found = await inference.client.call('run', { path, ids: ids.slice(0, 2), outputs: [...all] });
    for (const kind of all) assert.deepEqual(rounded(found[kind]), chapter[kind].slice(0, 8), kind);
  });

  it('says which id is outside the vocabulary, and how many tokens are too many', async () => {
    const run = (...values: number[]) =>
      inference.client.call('run', { path: saveChapter(), ids: Uint32Array.from(values), outputs: ['token'] });
    await assert.rejects(run(0, 3), /Token id 3 at index 1 is outside the graph's vocabulary of 3/);
    await assert.rejects(run(9, 3, 9), /Token ids 9, 3 \(the first at index 0\) are outside/);
    await assert.rejects(run(0, 1, 2, 0), /4 tokens are too many: the graph has positions for 3/);
    await assert.rejects(run(), /no tokens/);
  });

  it('refuses files that are no usable model', async () => {
    const open = (path: string) => inference.client.call('open', { path });
    await assert.rejects(open(join(inference.folder, 'absent.onnx')), /There is no file/);
    await assert.rejects(open(save('page.onnx', '<!doctype html>')), /web page/);
    const beside = { rows: 3, type: 'float32', data: { file: 'gone.data', offset: 0, length: 48 } } as const;
    const model = writeEmbeddingGraph({ hiddenSize: 4, token: beside });
    const path = save('linked.onnx', model);
    await assert.rejects(open(path), /"gone.data" are missing/);
    save('gone.data', new Uint8Array(47));
    await assert.rejects(open(path), /end at 47 bytes; the model needs 48/);
  });

  it('refuses weights behind a link, of a file or a folder', async () => {
    mkdirSync(join(inference.folder, 'elsewhere'));
    save('elsewhere/secret', bytesOf(wte));
    symlinkSync(join(inference.folder, 'elsewhere'), join(inference.folder, 'alias'), 'junction');
    const data = { file: 'alias/secret', offset: 0, length: 48 };
    const model = writeEmbeddingGraph({ hiddenSize: 4, token: { rows: 3, type: 'float32', data } });
    await assert.rejects(inference.client.call('open', { path: save('alias.onnx', model) }), /are a link/);
  });

  it('opens a model that is itself a link, as in the Hugging Face cache', async function () {
    if (process.platform === 'win32') this.skip();
    const link = join(inference.folder, 'link.onnx');
    symlinkSync(saveChapter(), link);
    assert.equal((await inference.client.call('open', { path: link })).card.name, 'link.onnx');
    rmSync(link);
  });

  it('rejects what was asked when the process is killed, and starts another for the next call', async () => {
    const path = saveChapter();
    await inference.client.call('open', { path });
    // So long a request that the pipe cannot hold it: it is still on its way when the process is killed.
    const pending = assert.rejects(
      inference.client.call('run', { path, ids: new Uint32Array(2_000_000), outputs: ['token'] }),
      (error: unknown) =>
        error instanceof DisconnectedError && error.message.includes('process ended (signal SIGKILL)'),
    );
    await inference.client.kill();
    await pending;
    assert.equal(inference.client.isRunning, false);
    assert.deepEqual(
      rounded((await inference.client.call('run', { path, ids, outputs: ['token'] })).token),
      chapter.token,
    );
  });

  it('gives up after six failures in a row, with the reason in each', async () => {
    const broken = new InferenceClient(save('broken.js', 'console.error("no such thing"); process.exit(3);'));
    const call = () => broken.call('open', { path: 'x' });
    for (let i = 0; i < 6; i++) await assert.rejects(call(), /ended \(code 3\): no such thing/);
    await assert.rejects(call(), /failed 6 times in a row/);
    broken.dispose();
  });

  it('says so when ONNX Runtime is missing', async () => {
    const lonely = join(inference.folder, 'lonely/inference');
    mkdirSync(lonely, { recursive: true });
    const { copyFileSync } = await import('node:fs');
    copyFileSync(inference.entry, join(lonely, 'main.js'));
    const other = new InferenceClient(join(lonely, 'main.js'));
    await assert.rejects(other.call('open', { path: saveChapter() }), /ONNX Runtime could not be loaded on /);
    other.dispose();
  });

  it('stops when idle, and comes back', async () => {
    const short = new InferenceClient(inference.entry, { idle: 1 });
    const path = saveChapter();
    await short.call('open', { path });
    while (short.isRunning) await new Promise(resolve => setTimeout(resolve, 5));
    await short.call('open', { path });
    short.dispose();
    await assert.rejects(short.call('open', { path }), DisconnectedError);
  });
});
