import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useInference } from '../../support/useInference';
import { bytesOf, safetensors, type TensorOf } from '../../support/weightFiles';

const rows = 6;
const hidden = 4;
const values = Float32Array.from({ length: rows * hidden }, (_, i) => i / 8);
const floats = (shape = [rows, hidden]): TensorOf => {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return { dtype: 'F32', shape, bytes: bytesOf(Float32Array.from({ length: size }, (_, i) => i / 8)) };
};
const table: TensorOf = { dtype: 'F32', shape: [rows, hidden], bytes: bytesOf(values) };
const other = (dtype: 'I8' | 'U8' | 'U32' | 'I32' | 'F8_E4M3', shape: number[]): TensorOf => {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return { dtype, shape, bytes: new Uint8Array(size * (dtype.includes('32') ? 4 : 1)) };
};

describe('tables among the tensors of a file of weights', () => {
  const inference = useInference();
  let count = 0;
  const save = (tensors: Record<string, TensorOf>, name = `${count++}.safetensors`): string => {
    const path = join(inference.folder, name);
    writeFileSync(path, safetensors(tensors));
    return path;
  };
  const open = async (path: string, overrides = {}) => (await inference.client.call('open', { path, overrides })).card;

  describe('that are quantized', () => {
    it('name the tensor and its type; the scale beside it is no table', async () => {
      const path = save({ 'wte.weight': other('I8', [rows, hidden]), 'wte.weight_scale': floats([1]) });
      await assert.rejects(
        open(path),
        /"wte\.weight" holds I8 of shape \[6, 4\], quantized numbers whose meaning "wte\.weight_scale" tells\..*before quantization/,
      );
      assert.deepEqual(await inference.client.call('tables', { path }), []);
    });

    it('name it without a known name as well', async () => {
      const path = save({ 'words.weight': other('I8', [rows, hidden]), 'words.weight_scale': floats([1]) });
      await assert.rejects(open(path), /"words\.weight" holds I8 of shape \[6, 4\].*"words\.weight_scale" tells/);
      const odd = save({ words: other('I8', [rows, hidden]), factors: floats([rows, 1]) });
      await assert.rejects(open(odd), (error: Error & { code?: string }) => error.code === 'SEVERAL_TABLES');
    });

    it('do not ask to choose between the scales and biases of MLX', async () => {
      const path = save({
        'model.embed_tokens.weight': other('U32', [rows, 1]),
        'model.embed_tokens.scales': floats([rows, 1]),
        'model.embed_tokens.biases': floats([rows, 1]),
        'model.layers.0.input_layernorm.weight': floats([hidden]),
      });
      await assert.rejects(open(path), (error: Error & { code?: string }) => {
        assert.equal(error.code, undefined);
        assert.match(error.message, /"model\.embed_tokens\.weight" holds U32.*embed_tokens\.scales", .*biases" tell\./);
        return true;
      });
    });

    it('are named when they are packed, or 8-bit floats', async () => {
      await assert.rejects(
        open(save({ 'embed_tokens.qweight': other('I32', [2, hidden]), 'embed_tokens.scales': floats([1, hidden]) })),
        /"embed_tokens\.qweight" holds I32/,
      );
      await assert.rejects(
        open(save({ 'tok_emb.weight': other('F8_E4M3', [rows, hidden]), 'x.weight': table })),
        /"tok_emb\.weight" holds F8_E4M3/,
      );
    });

    it('leave a table of floats that only its layers are quantized around', async () => {
      const path = save({
        'model.embed_tokens.weight': table,
        'model.layers.0.mlp.weight': other('I8', [rows, 9]),
        'model.layers.0.mlp.weight_scale': floats([rows, 1]),
      });
      assert.equal((await open(path)).tokenTable.name, 'model.embed_tokens.weight');
    });

    it('do not drop quantized positions in silence', async () => {
      const path = save({ 'wte.weight': table, 'wpe.weight': other('I8', [rows, hidden]) });
      await assert.rejects(open(path), /"wpe\.weight" holds I8.*set positionTable to "" in tokenscope/);
      assert.equal((await open(path, { positionTable: '' })).contextLength, undefined);
    });

    it('say the same of a setting that names one', async () => {
      const path = save({ a: other('U8', [rows, hidden]), b: table });
      await assert.rejects(open(path, { tokenTable: 'a' }), /"a" holds U8 of shape \[6, 4\]/);
    });
  });

  describe('of a part of a model', () => {
    it('are not the output layer of a last shard', async () => {
      const path = save({ 'lm_head.weight': table }, 'model-00002-of-00002.safetensors');
      await assert.rejects(
        open(path),
        /No token table is in this file\. It holds "lm_head\.weight" \[6, 4\], an output layer\..*\.safetensors\.index\.json/,
      );
      assert.equal((await open(path, { tokenTable: 'lm_head.weight' })).tokenTable.name, 'lm_head.weight');
    });

    it('are not an inner layer, nor the change that an adapter makes', async () => {
      await assert.rejects(
        open(save({ 'model.layers.31.mlp.down_proj.weight': table })),
        /"model\.layers\.31\.mlp\.down_proj\.weight" \[6, 4\], a part of an inner layer\. Choose the file of the whole/,
      );
      const adapter = {
        'base_model.model.model.layers.0.q_proj.lora_A.weight': table,
        'base_model.model.model.layers.0.q_proj.lora_B.weight': table,
      };
      await assert.rejects(open(save(adapter)), /a part of a LoRA adapter, the change of a layer, and 1 more/);
    });
  });

  describe('have the names of their families', () => {
    for (const [token, position, more] of [
      ['gpt_neox.embed_in.weight', undefined, ['embed_out.weight']],
      ['shared.weight', undefined, ['encoder.embed_tokens.weight', 'decoder.embed_tokens.weight', 'lm_head.weight']],
      ['backbone.embeddings.weight', undefined, ['lm_head.weight']],
      ['backbone.embedding.weight', undefined, ['backbone.layers.0.mixer.in_proj.weight']],
      ['base_model.model.model.embed_tokens.modules_to_save.weight', undefined, ['x.lora_A.weight']],
      ['base_model.model.transformer.wte.base_layer.weight', 'base_model.model.transformer.wpe.weight', []],
      ['_orig_mod.transformer.wte.weight', '_orig_mod.transformer.wpe.weight', ['_orig_mod.lm_head.weight']],
      ['tok_embeddings.weight', undefined, ['output.weight']],
      ['language_model.embedding.word_embeddings.weight', 'language_model.embedding.position_embeddings.weight', []],
      ['tokens_embed.weight', 'positions_embed.weight', []],
      ['token_embedding.weight', 'positional_embedding', ['text_projection']],
      ['emb.weight', undefined, ['head.weight', 'blocks.0.att.key.weight']],
      ['embedder.weight', undefined, ['layers.0.mlp.gate_proj.weight']],
    ] as const) {
      it(token, async () => {
        const names = [...more, token, ...(position === undefined ? [] : [position])];
        const card = await open(save(Object.fromEntries(names.map(name => [name, table]))));
        assert.deepEqual([card.tokenTable.name, card.positionTable?.name], [token, position]);
        assert.equal(card.guesses[0]?.reason, 'named as token tables are');
      });
    }
  });
});
