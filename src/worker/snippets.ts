import { pytorchSnippet, raySnippet, type SnippetSource } from '../dataset/snippets';
import { checkLoaderNumbers } from '../dataset/windows';
import { loaderProblemSentence } from '../protocol/loaderProblem';
import type { tokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf } from '../rpc/method';
import type { TokenizerDescription } from '../tokenizer/tokenizer';
import { patternText } from '../tokenizer/split/patternText';
import { toLoaderOptions } from './windows';

type Params = ParamsOf<typeof tokenizerMethods.loaderSnippet>;

/** @throws RangeError for options that no loader takes, whatever the text */
export function loaderSnippet(params: Params, tokenizer: TokenizerDescription): string {
  const options = toLoaderOptions(params.options);
  const problem = checkLoaderNumbers(options)[0];
  if (problem !== undefined) throw new RangeError(loaderProblemSentence(problem));
  const { engine, specialTokens } = params;
  const source = sourceOf(params);
  const pattern = tokenizer.kind === 'trained' ? patternText[tokenizer.pattern] : undefined;
  const isRay = engine === 'ray';
  if (isRay && 'paths' in source && source.crossFiles)
    throw new RangeError('Ray Data cuts each file on its own. Turn cross_files off first, or copy as PyTorch.');
  return (isRay ? raySnippet : pytorchSnippet)({ tokenizer, pattern, specialTokens, source, options });
}

function sourceOf({ source, options }: Params): SnippetSource {
  if ('text' in source) return source;
  const { paths } = source;
  return paths.length === 1 ? { path: paths[0]! } : { paths, crossFiles: options.crossFiles !== false };
}
