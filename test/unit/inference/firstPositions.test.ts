import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstPositionOf } from '../../../src/embedding/firstPositions';
import { useInference } from '../../support/useInference';
import { bytesOf, safetensors } from '../../support/weightFiles';

const hidden = 2;
const word = Float32Array.from({ length: 9 * hidden }, (_, i) => 100 + i);
const position = Float32Array.from({ length: 6 * hidden }, (_, i) => i / 8);
const rowsOf = (table: Float32Array, at: readonly number[]): number[] =>
  at.flatMap(row => [...table.subarray(row * hidden, row * hidden + hidden)]);
const opt = { token: 'model.decoder.embed_tokens.weight', position: 'model.decoder.embed_positions.weight' };
const bert = { token: 'embeddings.word_embeddings.weight', position: 'embeddings.position_embeddings.weight' };

describe('the first position in weights', () => {
  const inference = useInference();
  let folders = 0;
  const model = (names: { token: string; position: string }, config?: unknown): string => {
    const folder = join(inference.folder, `first${folders++}`);
    mkdirSync(folder);
    const tensor = (values: Float32Array) =>
      ({ dtype: 'F32', shape: [values.length / hidden, hidden], bytes: bytesOf(values) }) as const;
    const path = join(folder, 'model.safetensors');
    writeFileSync(path, safetensors({ [names.token]: tensor(word), [names.position]: tensor(position) }));
    if (config !== undefined) writeConfig(path, config);
    return path;
  };
  const configOf = (path: string): string => join(path, '..', 'config.json');
  const writeConfig = (path: string, config: unknown): void =>
    writeFileSync(configOf(path), typeof config === 'string' ? config : JSON.stringify(config));
  /** The row of position 0, and why. */
  const first = async (path: string, overrides = {}): Promise<[row: number, reason: string | undefined]> => {
    const { card } = await inference.client.call('open', { path, overrides });
    const { position: found } = await inference.client.call('run', {
      path,
      overrides,
      ids: Uint32Array.of(4),
      outputs: ['position'],
    });
    const row = (found![0]! * 8) / hidden;
    assert.equal(card.contextLength, 6 - row);
    const guess = card.guesses.find(({ key }) => key === 'firstPosition');
    if (guess !== undefined) assert.equal(guess.value, String(row));
    return [row, guess?.reason];
  };

  it('is row 2 of OPT, with the limit, the export, the sum and the search that follow from it', async () => {
    const path = model(opt, { model_type: 'opt' });
    assert.deepEqual(await first(path), [
      2,
      'config.json says model_type "opt", whose position 0 is row 2 of its table',
    ]);
    const outputs = ['position', 'input'] as const;
    const found = await inference.client.call('run', { path, ids: Uint32Array.of(4, 7, 0, 1), outputs: [...outputs] });
    const positions = rowsOf(position, [2, 3, 4, 5]);
    assert.deepEqual([...found.position!], positions);
    assert.deepEqual(
      [...found.input!],
      rowsOf(word, [4, 7, 0, 1]).map((value, i) => value + positions[i]!),
    );
    await assert.rejects(
      inference.client.call('run', { path, ids: new Uint32Array(5), outputs: ['input'] }),
      /5 tokens are too many: the graph has positions for 4/,
    );
    const target = join(inference.folder, 'opt.onnx');
    const options = { type: 'float32', weights: 'inside', metadata: {} } as const;
    await inference.client.call('exportGraph', { path, target, ...options });
    const again = await inference.client.call('run', {
      path: target,
      ids: Uint32Array.of(4, 7, 0, 1),
      outputs: ['input'],
    });
    assert.deepEqual(again.input, found.input);
    const terms = [{ ids: Uint32Array.of(3), weight: 1 }];
    const near = await inference.client.call('neighbours', {
      path,
      table: 'position',
      terms,
      metric: 'euclidean',
      count: 4,
    });
    assert.deepEqual([near.ids[0], near.ids.length], [3, 4]);
  });

  it("is the row after the padding's in RoBERTa and its heirs", async () => {
    assert.equal((await first(model(bert, { model_type: 'roberta', pad_token_id: 1 })))[0], 2);
    assert.equal((await first(model(bert, { model_type: 'camembert' })))[0], 2);
    const [row, reason] = await first(model(bert, { model_type: 'xlm-roberta', pad_token_id: 0 }));
    assert.equal(row, 1);
    assert.match(reason!, /the row after that of its padding, 0/);
  });

  it('is row 0 where the config names a model that skips none', async () => {
    assert.deepEqual(await first(model(bert, { model_type: 'bert', pad_token_id: 0 })), [0, undefined]);
    assert.deepEqual(await first(model(opt, { model_type: 'whisper' })), [
      0,
      'config.json says model_type "whisper", which is not known to skip rows',
    ]);
  });

  it('is told by the part of a config that reads the text', async () => {
    const config = { model_type: 'blip-2', text_config: { model_type: 'opt' } };
    assert.equal((await first(model(opt, config)))[0], 2);
    assert.equal((await first(model(opt, { model_type: 'x', decoder: { model_type: 'trocr' } })))[0], 2);
  });

  it('is assumed from the name without a config, and said to be', async () => {
    const [row, reason] = await first(model(opt));
    assert.equal(row, 2);
    assert.match(reason!, /^assumed from the name, which OPT and BART give .*; no config\.json is beside it$/);
    const roberta = { token: `roberta.${bert.token}`, position: `roberta.${bert.position}` };
    assert.match((await first(model(roberta)))[1]!, /^assumed from the name, which is RoBERTa's/);
    assert.deepEqual(await first(model(bert)), [0, undefined]);
  });

  it('is assumed from two rows more than a context has', () => {
    const missing = { kind: 'missing' } as const;
    assert.equal(firstPositionOf(bert.position, 514, missing).row, 2);
    assert.equal(firstPositionOf(bert.position, 512, missing).row, 0);
    assert.deepEqual(firstPositionOf(opt.position, 448, missing), {
      row: 0,
      reason: 'assumed, as 448 rows leave none to skip; no config.json is beside it',
    });
    const unknown = { kind: 'found', modelType: 'mine' } as const;
    assert.equal(firstPositionOf(bert.position, 514, unknown).row, 2);
    assert.equal(firstPositionOf('wpe.weight', 1026, unknown).row, 0);
  });

  it('says why a config cannot be used, and opens nothing but a regular file beside the weights', async function () {
    for (const [config, why] of [
      ['{"model_type": "opt", "model_type": "bert"}', /cannot be used: the key "model_type" is there twice/],
      ['[]', /it is no JSON object/],
      ['{}', /it says no model_type/],
      [' '.repeat(4 * 2 ** 20 + 1), /it has 4194305 bytes, more than the 4194304 read/],
    ] as const) {
      assert.match((await first(model(opt, config)))[1]!, why);
    }
    if (process.platform === 'win32') this.skip();
    const elsewhere = model(bert, { model_type: 'bert' });
    const linked = model(opt);
    symlinkSync(configOf(elsewhere), configOf(linked));
    assert.match((await first(linked))[1]!, /it is a link out of the model's folder/);
    const piped = model(opt);
    execFileSync('mkfifo', [configOf(piped)]);
    assert.match((await first(piped))[1]!, /is a named pipe, not a regular file/);
  });

  it('is found through the links of the Hugging Face cache', async function () {
    if (process.platform === 'win32') this.skip();
    const blobs = model(opt, { model_type: 'whisper' });
    const snapshot = join(inference.folder, 'snapshot');
    mkdirSync(snapshot);
    symlinkSync(blobs, join(snapshot, 'model.safetensors'));
    symlinkSync(configOf(blobs), join(snapshot, 'config.json'));
    assert.equal((await first(join(snapshot, 'model.safetensors')))[0], 0);
  });

  it('follows the config when it comes, changes or goes', async () => {
    const path = model(opt);
    assert.match((await first(path))[1]!, /no config/);
    writeConfig(path, { model_type: 'whisper' });
    assert.equal((await first(path))[0], 0);
    rmSync(configOf(path));
    assert.equal((await first(path))[0], 2);
  });

  it('is what the setting says', async () => {
    const path = model(opt, { model_type: 'opt' });
    assert.deepEqual(await first(path, { firstPosition: '1' }), [1, 'your setting says so']);
    for (const firstPosition of ['6', '-1', 'two']) {
      await assert.rejects(first(path, { firstPosition }), /says firstPosition = ".*", but .* has 6 rows/);
    }
  });
});
