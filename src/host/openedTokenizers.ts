import type { BytePairSource, FileSource, TokenizerSource, VocabularyEntry, WordsSource } from '../api';
import { arrayOf, isInteger, isOneOf, isString, object, optional } from '../base/validator';
import { rankPattern } from '../protocol/broughtTokenizers';
import { trainingOptionFields, type AllTokens, type TrainingOptionsMessage } from '../protocol/training';
import { checkLength, propertiesOf } from './apiArguments';
import type { TokenizerClient } from '../worker/client';
import { bringTokenizer, type BringingRequest } from './bringing';
import { trainTokenizer } from './training';

/** UTF-16 units of a text that are sent at once. */
const sliceLength = 1 << 20;

type AnySource = Omit<WordsSource, 'kind'> &
  Omit<BytePairSource, 'kind'> &
  Pick<FileSource, 'uri'> & { readonly kind: string };
const sourceProperties = [
  'kind',
  'uri',
  'text',
  'version',
  'vocabularySize',
  'pattern',
  'ties',
  'minimumFrequency',
  'specialTokens',
] as const;

/**
 * Makes a tokenizer for another extension.
 *
 * @returns its name
 * @throws TypeError that begins with the name of the field that is wrong
 */
export async function openTokenizer(
  given: TokenizerSource,
  tokenizers: TokenizerClient,
  startTrainer: () => TokenizerClient,
): Promise<string> {
  const source = propertiesOf(given as AnySource, 'source', sourceProperties) as TokenizerSource;
  isOneOf('words', 'bytePair', 'file')(source.kind, 'source.kind');
  if (source.kind === 'file') return (await bringTokenizer(startTrainer, fileParams(source))).name;
  checkLength('text', isString(source.text, 'text').length);
  if (source.kind === 'words') return tokenizers.call('openWords', wordsParams(source));
  const options = trainingParams(source);
  const parts = partsOf(source.text);
  const request = { name: `BPE ${options.vocabularySize}`, options, parts, isOpened: true };
  return (await trainTokenizer(startTrainer, request)).name;
}

/** The tokens of a vocabulary, each with its bytes. */
export function entriesOf({ lengths, bytes, special }: AllTokens): VocabularyEntry[] {
  const entries: VocabularyEntry[] = [];
  const specialIds = new Set(special);
  let at = 0;
  lengths.forEach((length, id) => {
    if (length > 0) entries.push({ id, bytes: bytes.slice(at, at + length), special: specialIds.has(id) });
    at += length;
  });
  return entries;
}

const isSpecialTokens = optional(arrayOf(isString, 100));

function wordsParams(source: WordsSource): { text: string; version: 1 | 2; specialTokens: string[] } {
  return {
    text: source.text,
    version: optional(isOneOf(1, 2))(source.version, 'version') ?? 2,
    specialTokens: isSpecialTokens(source.specialTokens, 'specialTokens') ?? [],
  };
}

function fileParams({ uri, pattern }: FileSource): BringingRequest {
  object({ fsPath: isString, scheme: isString })(uri, 'uri');
  if (uri.scheme !== 'file') throw new TypeError('uri: expected the Uri of a file on this machine');
  return { path: uri.fsPath, name: 'file', pattern: optional(rankPattern)(pattern, 'pattern'), isOpened: true };
}

function trainingParams(source: BytePairSource): TrainingOptionsMessage {
  const { vocabularySize, pattern, ties } = trainingOptionFields;
  return {
    vocabularySize: vocabularySize(source.vocabularySize, 'vocabularySize'),
    pattern: optional(pattern)(source.pattern, 'pattern') ?? 'gpt2',
    ties: optional(ties)(source.ties, 'ties') ?? 'first',
    minimumFrequency: optional(isInteger(1))(source.minimumFrequency, 'minimumFrequency') ?? 1,
    specialTokens: isSpecialTokens(source.specialTokens, 'specialTokens') ?? [],
  };
}

function* partsOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += sliceLength) yield text.slice(at, at + sliceLength);
}
