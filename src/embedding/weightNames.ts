/** What the names of tensors tell about them. What stands before, as in PEFT's `base_model.model.transformer.wte.weight`, varies freely. */

/** PEFT puts a layer that it changes or trains inside another. */
const wrapped = String.raw`([._](base_layer|modules_to_save([._]default)?))?`;
const end = String.raw`${wrapped}([._]q?weight(_packed|_int8|_quantized)?)?(\.npy)?$`;
const named = (names: string): RegExp => new RegExp(`(^|[._/])(${names})${end}`, 'i');

/**
 * Names of token tables, surest first. Of a T5 or BART, encoder and decoder have the one that they share under names of their own too.
 * Then come names of GPT-2 and nanoGPT, the book, Llama, BLOOM and BERT, GPT-1, GPT-NeoX and Mamba; then what could be another table's.
 */
const tokenNames = [
  named('shared'),
  named(
    'wte|tok_emb|tok_embeddings|embed_tokens|tokens_embed|word_embeddings?|token_emb([._]emb)?|token_embeddings?(_layer)?|embed_in|' +
      'backbone[._]embeddings?',
  ),
  named('embed|embedder|embeddings?|emb'),
];
const positionName = named(
  'wpe|pos_emb([._]emb)?|embed_positions|positions_embed|position(al)?_embeddings?(_layer)?|pos_embedding(_layer)?|pos_embed',
);

/**
 * The tensors that are named as token tables are, by the surest name that any of them has.
 *
 * @example
 * namedAsToken([{ name: 'gpt_neox.embed_in.weight' }, { name: 'embed_out.weight' }]) // the first
 */
export function namedAsToken<T extends { readonly name: string }>(tensors: readonly T[]): readonly T[] {
  for (const pattern of tokenNames) {
    const found = tensors.filter(({ name }) => pattern.test(name) && !positionName.test(name));
    if (found.length > 0) return found;
  }
  return [];
}

export function isNamedAsPosition(name: string): boolean {
  return positionName.test(name);
}

/** Whether token or position tables are surely named so. */
export function isTableName(name: string): boolean {
  return tokenNames.slice(0, 2).some(pattern => pattern.test(name)) || isNamedAsPosition(name);
}

/** Scales, zero points and the like: they say what the numbers of a quantized tensor mean, and are no vectors themselves. */
const companion =
  /[._](weight_)?(scales?(_inv|_2)?|biases|zeros?|zero_points?|qzeros|g_idx|absmax|quant_map|quant_state\..*|nested_.*|SCB)$/i;

export function isCompanion(name: string): boolean {
  return companion.test(name);
}

/** `model.embed_tokens` of `model.embed_tokens.weight` and of `model.embed_tokens.weight_scale`. */
export function stemOf(name: string): string {
  return name.replace(companion, '').replace(/[._]q?weight(_packed|_int8|_quantized)?$/i, '');
}

const outputLayer = /(^|[._/])(lm_head|embed_out|output|head|classifier|score|decoder)([._]weight)?$/i;
const innerLayer = /(^|[._/])(layers?|h|blocks?|block_\d+)[._]\d+[._]/i;
const adapter = /[._]lora_/i;

/** What a tensor is that surely holds no token vectors, as a sentence says it. */
export function otherPart(name: string): string | undefined {
  if (adapter.test(name)) return 'a part of a LoRA adapter, the change of a layer';
  if (outputLayer.test(name)) return 'an output layer';
  return innerLayer.test(name) ? 'a part of an inner layer' : undefined;
}
