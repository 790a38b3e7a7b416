/**
 * At which row of its table position 0 is. fairseq reserved the rows up to the padding token's id, and its heirs kept them: OPT and BART
 * skip two rows whatever their padding is, RoBERTa those up to `pad_token_id`, so that position 0 is row 2 of each.
 *
 * Source: the position embeddings in https://github.com/huggingface/transformers, such as `OPTLearnedPositionalEmbedding` (offset = 2)
 * and `create_position_ids_from_input_ids` (padding_idx + 1).
 */

/** What a model's config.json tells, if there is one beside the weights that can be used. */
export type ModelConfig =
  | { readonly kind: 'found'; readonly modelType: string; readonly padTokenId?: number }
  | { readonly kind: 'missing' }
  /** @property why as the end of a sentence: "it has 9 bytes, more than …" */
  | { readonly kind: 'unusable'; readonly why: string };

export interface FirstPosition {
  readonly row: number;
  /** Undefined where nothing speaks for another row than 0. */
  readonly reason?: string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const afterTwoRows = words(
  'opt bart mbart plbart mvp biogpt trocr florence2_language mpnet nystromformer yoso mra ernie_m',
);
const afterPadding = words(
  'roberta roberta-prelayernorm xlm-roberta xlm-roberta-xl camembert longformer data2vec-text xmod luke ibert esm layoutlmv3 lilt ' +
    'markuplm altclip_text_model bridgetower_text_model clap_text_model prophetnet xlm-prophetnet',
);

const robertaName = /(^|[._])(xlm_)?(roberta|camembert|longformer|xmod|mpnet|luke|ibert)(_prelayernorm)?[._]/i;
/** In OPT and BART, and in Whisper and Blenderbot, which skip nothing. */
const embedPositions = /(^|[._/])embed_positions([._]weight)?$/i;
const positionEmbeddings = /(^|[._/])position_embeddings([._]weight)?$/i;

/**
 * @param name of the position table
 * @param rows of it
 * @example
 * firstPositionOf('model.decoder.embed_positions.weight', 2050, { kind: 'found', modelType: 'opt' }).row; // 2
 * firstPositionOf('wpe.weight', 1024, { kind: 'missing' }); // { row: 0 }
 */
export function firstPositionOf(name: string, rows: number, config: ModelConfig): FirstPosition {
  if (config.kind !== 'found') return assumed(name, rows, config);
  const { modelType, padTokenId } = config;
  const said = `config.json says model_type ${JSON.stringify(modelType.slice(0, 80))}`;
  if (afterTwoRows.has(modelType)) return { row: 2, reason: `${said}, whose position 0 is row 2 of its table` };
  if (afterPadding.has(modelType)) {
    const padding = padTokenId ?? (modelType === 'prophetnet' ? 0 : 1);
    return { row: padding + 1, reason: `${said}, whose position 0 is the row after that of its padding, ${padding}` };
  }
  if (isSure(name, rows)) return { row: 2, reason: `assumed from ${signOf(name, rows)}; ${said}, which is not known` };
  return embedPositions.test(name) ? { row: 0, reason: `${said}, which is not known to skip rows` } : { row: 0 };
}

/** Rows that a context has none of: 2,050 are 2,048 and two that are skipped. */
const hasTwoMore = (rows: number): boolean => rows > 64 && rows % 64 === 2;

function isSure(name: string, rows: number): boolean {
  if (robertaName.test(name)) return positionEmbeddings.test(name);
  return hasTwoMore(rows) && (embedPositions.test(name) || positionEmbeddings.test(name));
}

function assumed(name: string, rows: number, config: ModelConfig): FirstPosition {
  const why = config.kind === 'unusable' ? `config.json cannot be used: ${config.why}` : 'no config.json is beside it';
  if (isSure(name, rows)) return { row: 2, reason: `assumed from ${signOf(name, rows)}; ${why}` };
  if (!embedPositions.test(name)) return { row: 0 };
  // A whole number of 64 rows leaves none to skip.
  if (rows % 64 === 0) return { row: 0, reason: `assumed, as ${rows} rows leave none to skip; ${why}` };
  return { row: 2, reason: `assumed from the name, which OPT and BART give to tables that skip two rows; ${why}` };
}

function signOf(name: string, rows: number): string {
  if (robertaName.test(name)) return "the name, which is RoBERTa's or of a model like it: its tables skip two rows";
  return `the ${rows} rows, two more than a context of ${rows - 2}, as OPT, BART and RoBERTa have them`;
}
