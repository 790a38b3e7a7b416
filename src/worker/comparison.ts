import { setImmediate as nextTurn } from 'node:timers/promises';
import { errorText } from '../base/foreignText';
import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import { lastAtMost } from '../base/sortedSearch';
import type { ComparedPlace, ComparedRow, Comparison } from '../protocol/comparison';
import { differencesOf, type Spans } from '../tokenizer/comparison/differences';
import type { Tokenizer } from '../tokenizer/tokenizer';
import type { Tokens } from '../tokenizer/tokens';
import type { OpenDocument } from './documents';
import { textOf } from './windows';

/** UTF-16 units of a text that is compared: its tokens are held once for each tokenizer. */
const longestCompared = 32_000_000;
/** Places of which it is told where they are. */
const mostPlaces = 200_000;
/** Tokens of one tokenizer that are told of a place. */
const mostTokens = 60;
const mostOwn = 24;

interface Compared {
  readonly tokenizer: Tokenizer;
  readonly tokens: Tokens;
}

interface Kept {
  readonly revision: number;
  readonly names: string;
  readonly all: readonly (Compared | undefined)[];
  readonly differences: Spans;
}

/** The last comparison of each document. */
const kept = new WeakMap<OpenDocument, Kept>();

/**
 * Encodes a document by several tokenizers and finds where they differ. One that cannot encode it is told with its problem, and the others
 * are compared.
 *
 * @param find the tokenizer of a name
 * @throws RangeError for a text that is too long
 */
export async function compareDocument(
  document: OpenDocument,
  names: readonly string[],
  find: (name: string) => Tokenizer,
  token: CancellationToken,
): Promise<Comparison> {
  const { tokens: opened, revision } = document;
  if (opened.length > longestCompared)
    throw new RangeError(
      `The text has ${opened.length.toLocaleString('en-US')} characters; up to ${longestCompared.toLocaleString('en-US')} are compared. Open a shorter text.`,
    );
  const text = opened.text(0, opened.length);
  const all: (Compared | undefined)[] = [];
  const rows: ComparedRow[] = [];
  for (const name of names) {
    try {
      const found = find(name);
      const tokenizer = found.unknown?.passedOver ?? found;
      const { ids, starts, ends } = tokenizer.encode(text, opened.policy);
      all.push({ tokenizer, tokens: { ids: ids.slice(), starts: starts.slice(), ends: ends.slice() } });
      rows.push(rowOf(name, found.vocabularySize, ids.length));
    } catch (error) {
      all.push(undefined);
      rows.push({ ...rowOf(name, 0, 0), problem: errorText(error) });
    }
    await nextTurn();
    throwIfCancelled(token);
  }
  const differences = differencesOf(all.flatMap(each => (each === undefined ? [] : [each.tokens])));
  kept.set(document, { revision, names: names.join('\n'), all, differences });
  const { characters, bytes } = opened.statistics();
  return {
    characters,
    bytes,
    rows: withOwn(rows, all),
    differenceCount: differences.starts.length,
    starts: differences.starts.slice(0, mostPlaces),
    ends: differences.ends.slice(0, mostPlaces),
  };
}

/** The tokens of some of the places; nothing if what was compared is no longer what is asked about. */
export function placesOf(
  document: OpenDocument,
  names: readonly string[],
  first: number,
  count: number,
): ComparedPlace[] | undefined {
  const found = kept.get(document);
  if (found?.revision !== document.revision || found.names !== names.join('\n')) return undefined;
  const { starts, ends } = found.differences;
  return Array.from(starts.subarray(first, first + count), (start, index) => {
    const end = ends[first + index]!;
    let isCut = false;
    const tokens = found.all.map(compared => {
      if (compared === undefined) return [];
      const { ids, ends: tokenEnds, starts: tokenStarts } = compared.tokens;
      const texts: string[] = [];
      for (let at = lastAtMost(tokenEnds, start) + 1; at < ids.length && tokenStarts[at]! < end; at++) {
        if (texts.length === mostTokens) {
          isCut = true;
          break;
        }
        texts.push(textOf(compared.tokenizer, ids[at]!));
      }
      return texts;
    });
    return { start, end, tokens, isCut };
  });
}

function rowOf(name: string, vocabularySize: number, tokens: number): ComparedRow {
  return { name, vocabularySize, tokens, distinct: 0, ownCount: 0, own: [] };
}

/** Counts the tokens of each tokenizer, and those that it alone uses. */
function withOwn(rows: readonly ComparedRow[], all: readonly (Compared | undefined)[]): ComparedRow[] {
  const counts = all.map(compared => (compared === undefined ? new Map<string, number>() : textCounts(compared)));
  return rows.map((row, index) => {
    const own = [...counts[index]!].filter(([text]) => counts.every((other, at) => at === index || !other.has(text)));
    own.sort(([, one], [, other]) => other - one);
    return {
      ...row,
      distinct: counts[index]!.size,
      ownCount: own.length,
      own: own.slice(0, mostOwn).map(([text, count]) => ({ text, count })),
    };
  });
}

/** Texts of tokens that were met in a comparison: the next one meets most of them again. */
const knownTexts = new WeakMap<Tokenizer, Map<number, string>>();

function textCounts({ tokenizer, tokens }: Compared): Map<string, number> {
  const known = knownTexts.get(tokenizer) ?? new Map<number, string>();
  knownTexts.set(tokenizer, known);
  const byId = new Map<number, number>();
  for (const id of tokens.ids) byId.set(id, (byId.get(id) ?? 0) + 1);
  const byText = new Map<string, number>();
  for (const [id, count] of byId) {
    let text = known.get(id);
    if (text === undefined) known.set(id, (text = textOf(tokenizer, id)));
    byText.set(text, (byText.get(text) ?? 0) + count);
  }
  return byText;
}
