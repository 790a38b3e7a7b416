import type { OfferedTokenizer } from '../protocol/tokenizer';

type Models = Pick<OfferedTokenizer, 'name' | 'models' | 'modelPrefixes'>;

/** A model that a search means, and the tokenizer that it uses. */
export interface FoundModel {
  readonly model: string;
  readonly tokenizer: string;
  /** How the name begins, where it is no name that is listed. */
  readonly prefix?: string;
}

/**
 * The models that a search means. Capitals, blanks, hyphens, low lines and points make no difference to a listed name; a name
 * that is not listed is known by how it begins, as in tiktoken.
 *
 * @example
 * searchModels('GPT 4o', tokenizers); // gpt-4o, gpt-4o-mini, ...: o200k_base
 * searchModels('ft:gpt-4o:mine', tokenizers); // o200k_base, by the prefix ft:gpt-4o
 */
export function searchModels(query: string, tokenizers: readonly Models[]): FoundModel[] {
  const wanted = loose(query);
  if (wanted === '') return [];
  const listed = tokenizers.flatMap(({ name, models }) =>
    models.filter(model => loose(model).includes(wanted)).map(model => ({ model, tokenizer: name })),
  );
  const first = ({ model }: FoundModel): number =>
    loose(model) === wanted ? 0 : loose(model).startsWith(wanted) ? 1 : 2;
  listed.sort((a, b) => first(a) - first(b));
  if (listed.some(({ model }) => loose(model) === wanted)) return listed;
  const unlisted = byPrefix(
    query
      .trim()
      .toLowerCase()
      .replace(/[\s_]+/g, '-'),
    tokenizers,
  );
  return unlisted === undefined ? listed : [unlisted, ...listed];
}

/** The model by how its name begins; of several prefixes that fit, the longest counts: `ft:gpt-4o` before `ft:gpt-4`. */
function byPrefix(model: string, tokenizers: readonly Models[]): FoundModel | undefined {
  let found: FoundModel | undefined;
  for (const { name, modelPrefixes } of tokenizers)
    for (const prefix of modelPrefixes)
      if (model.startsWith(prefix) && model !== prefix && prefix.length > (found?.prefix?.length ?? 0))
        found = { model, tokenizer: name, prefix };
  return found;
}

const loose = (text: string): string => text.toLowerCase().replace(/[\s_.-]/g, '');

/** What to say about models that no tokenizer here serves: how the name begins, and a sentence. */
const elsewhere: readonly (readonly [names: RegExp, said: (name: string) => string])[] = [
  [
    /\b(claude|anthropic)/i,
    () =>
      "Claude's tokenizer is not public. No tokenizer here counts its tokens, and another's count is only an estimate.",
  ],
  [
    /\bgpt[\s_-]?oss/i,
    () => 'gpt-oss uses o200k_harmony. o200k_base gives the same ids for ordinary text; the special tokens are others.',
  ],
  [
    /\b(llama|qwen|mistral|mixtral|deepseek|gemma|phi|bert|t5|falcon|bloom|pythia|smollm|olmo|kimi|glm)/i,
    name => `${name} has its tokenizer in a file beside its weights. It is not among the tokenizers here.`,
  ],
  [/\b(gemini|grok|cohere)/i, name => `${name} has no tokenizer among those here.`],
];

/**
 * A sentence for a search that finds no tokenizer: why, as far as it is known.
 *
 * @example withoutTokenizer('claude 4'); // "Claude's tokenizer is not public. ..."
 */
export function withoutTokenizer(query: string): string {
  for (const [names, said] of elsewhere) {
    const [name] = names.exec(query) ?? [];
    if (name !== undefined) return said(name);
  }
  return `No tokenizer or model here is called "${query.trim()}".`;
}
