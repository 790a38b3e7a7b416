import { pytorchSnippet, raySnippet } from '../dataset/snippets';
import { checkLoaderOptions } from '../dataset/windows';
import type { tokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf } from '../rpc/method';
import { toLoaderOptions } from './windows';

/** @throws RangeError for options that no loader takes, whatever the text */
export function loaderSnippet(params: ParamsOf<typeof tokenizerMethods.loaderSnippet>): string {
  const options = toLoaderOptions(params.options);
  const problem = checkLoaderOptions(options, Number.MAX_SAFE_INTEGER)[0];
  if (problem !== undefined) throw new RangeError(problem.message);
  const { engine, tokenizer, specialTokens, source } = params;
  return (engine === 'pytorch' ? pytorchSnippet : raySnippet)({ tokenizer, specialTokens, source, options });
}
