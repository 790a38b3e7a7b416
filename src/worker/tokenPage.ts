import { pageOf, type PageSizes } from '../dataset/contextPages';
import type { TokenPage } from '../protocol/tokenizer';
import type { OpenDocument } from './documents';
import { textsOf } from './windows';

interface TokenPageRequest extends PageSizes {
  readonly part: { readonly start: number; readonly end: number };
  readonly token?: number | undefined;
  readonly offset?: number | undefined;
}

/** The page of a document's tokens that holds what is asked for. */
export function tokenPageOf({ tokens, tokenizer }: OpenDocument, request: TokenPageRequest): TokenPage {
  const { part, token, offset } = request;
  const tokensOf = (start: number, end: number): { readonly first: number; readonly last: number } =>
    tokens.tokenRange(Math.min(start, tokens.length), Math.min(end, tokens.length));
  const total = tokens.tokenCount;
  const { first: from, last: to } = part.start < part.end ? tokensOf(part.start, part.end) : { first: 0, last: total };
  const near = token ?? (offset === undefined ? undefined : tokensOf(offset, offset + 1).first);
  const { first, last } = pageOf({ from, to }, near, request);
  const { ids, starts, ends } = tokens.tokens(first, last);
  // These may be views into what the document goes on using.
  const own = { ids: ids.slice(), starts: starts.slice(), ends: ends.slice() };
  return { tokens: own, texts: textsOf(tokenizer, ids), total, from, to, first };
}
