import { arrayOf, isInteger, isString, object, optional } from '../../base/validator';
import type { KernelModule } from '../bytePair/kernel';
import { rulesOf } from '../bytePair/trained';
import type { AddedToken } from '../pipeline/addedTokens';
import { openRanks } from '../pipeline/byteLevel';
import { KernelEngine } from '../pipeline/engines';
import { PipelineTokenizer } from '../pipeline/pipelineTokenizer';
import type { Splitter } from '../pipeline/splitters';
import type { PieceRules, SplitPattern } from '../split/rules';
import type { TokenizerDescription } from '../tokenizer';
import { parseFile, quoted, TokenizerFileError } from './fileError';
import { expressionOf, read } from './jsonSteps';
import { followingRules, isKnownSplit, kernelPatternOf } from './knownSplits';
import type { OpenedFile } from './tokenizerJson';

interface Named {
  readonly description: TokenizerDescription;
  readonly name: string;
}

/** A list of tokens by rank, and how texts are cut. */
interface Ranks {
  readonly tokens: readonly Uint8Array[];
  /** The id of rank 0; those of the others follow. */
  readonly firstId: number;
  readonly addedTokens: readonly AddedToken[];
  readonly pattern: SplitPattern | undefined;
  readonly splitters: readonly Splitter[];
  readonly rules: PieceRules | undefined;
}

/**
 * A rank file of tiktoken: a line a token, its bytes in base64 and its rank. It tells neither the pattern nor the special tokens.
 *
 * @throws TokenizerFileError for a line that is none, and for ranks that leave a token or give one twice
 */
export function openRankFile(text: string, named: Named, module: KernelModule, pattern: SplitPattern): OpenedFile {
  const tokens: Uint8Array[] = [];
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const [encoded, rank, rest] = line.trim().split(' ');
    if (encoded === undefined || rank === undefined || rest !== undefined || !/^\d{1,7}$/.test(rank))
      throw new TokenizerFileError(`line ${index + 1}`, `${quoted(line)} is no token in base64 and its rank`);
    const at = Number(rank);
    if (tokens[at] !== undefined) throw new TokenizerFileError(`line ${index + 1}`, `rank ${at} is there twice`);
    if (at > 1 << 18) throw new TokenizerFileError(`line ${index + 1}`, `rank ${at} is above ${1 << 18}`);
    tokens[at] = bytesOfBase64(encoded, `line ${index + 1}`);
  });
  const all = Array.from(tokens, (token: Uint8Array | undefined) => token ?? new Uint8Array(0));
  const ranks = { tokens: all, firstId: 0, addedTokens: [], pattern, splitters: [], rules: rulesOf[pattern] };
  return open(ranks, named, module, [
    `Texts are cut by the pattern ${pattern}, which was chosen: a rank file does not tell its own.`,
    'It has no special tokens, which a rank file does not tell either.',
  ]);
}

const tekkenFile = object({
  config: object({
    pattern: isString,
    default_vocab_size: optional(isInteger(256)),
    default_num_special_tokens: optional(isInteger(0)),
  }),
  vocab: arrayOf(object({ rank: isInteger(0), token_bytes: isString }), 1 << 18),
  special_tokens: optional(arrayOf(object({ rank: isInteger(0), token_str: isString }), 10_000)),
});

/**
 * Mistral's tekken: a list of tokens by rank with the expression that cuts texts. Its special tokens come first, so that the id of a token is
 * its rank and their number.
 *
 * @throws TokenizerFileError as {@link openRankFile}
 */
export function openTekken(text: string, named: Named, module: KernelModule): OpenedFile {
  const { config, vocab, special_tokens: special } = read(tekkenFile, parseFile(text), 'tekken');
  const firstId = config.default_num_special_tokens ?? 1000;
  const size = Math.min(vocab.length, (config.default_vocab_size ?? vocab.length + firstId) - firstId);
  const tokens: Uint8Array[] = [];
  for (const [index, { rank, token_bytes }] of vocab.entries()) {
    if (rank >= size) continue;
    if (tokens[rank] !== undefined) throw new TokenizerFileError(`vocab[${index}].rank`, `rank ${rank} is there twice`);
    tokens[rank] = bytesOfBase64(token_bytes, `vocab[${index}].token_bytes`);
  }
  const splitters: Splitter[] = [
    { type: 'Split', pattern: expressionOf(config.pattern, 'config.pattern'), behavior: 'Removed', invert: true },
  ];
  const pattern = kernelPatternOf(splitters, [config.pattern]);
  const addedTokens = (special ?? []).map(({ rank, token_str }) => added(rank, token_str));
  return open(
    {
      tokens: Array.from({ length: size }, (_, rank) => tokens[rank] ?? new Uint8Array(0)),
      firstId,
      addedTokens,
      pattern,
      splitters: pattern === undefined ? splitters : [],
      rules: pattern !== undefined ? rulesOf[pattern] : isKnownSplit([config.pattern]) ? followingRules : undefined,
    },
    named,
    module,
    special === undefined ? ['The file does not name its special tokens.'] : [],
  );
}

const added = (id: number, content: string): AddedToken => ({
  id,
  content,
  special: true,
  singleWord: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
});

function open(
  { tokens, firstId, pattern, rules, ...parts }: Ranks,
  named: Named,
  module: KernelModule,
  notes: string[],
): OpenedFile {
  const idOf = Uint32Array.from(tokens, (_, rank) => firstId + rank);
  const opened = ranksOf(tokens, idOf, module, pattern ?? 'none');
  const specials = new Map(parts.addedTokens.map(({ id, content }) => [id, new TextEncoder().encode(content)]));
  const bytesOf = (id: number): Uint8Array | undefined => {
    const token = specials.get(id) ?? tokens[id - firstId];
    return token === undefined || token.length === 0 ? undefined : token.slice();
  };
  const tokenizer = new PipelineTokenizer({
    ...named,
    ...parts,
    vocabularySize: [...specials.keys()].reduce((most, id) => Math.max(most, id + 1), firstId + tokens.length),
    endOfText: parts.addedTokens.find(({ content }) => content === '</s>' || content === '<|endoftext|>')?.content,
    normalizers: [],
    engine: new KernelEngine(opened, pattern !== undefined),
    ...(firstId === 0 ? {} : { idOf }),
    tiles: pattern !== undefined || rules !== undefined,
    restores: pattern !== undefined || rules !== undefined,
    rules,
    decode: ids => decodeBytes(Array.from(ids, id => bytesOf(id)!)),
    bytesOf,
  });
  if (rules === undefined)
    notes.push('Each edit reads the whole text again, as its expression does not tell how far an edit reaches.');
  const runs = 'It runs exactly, because it is a list of ranks, by which Tokenscope merges.';
  return { tokenizer, report: { model: 'BPE', steps: ['ranks'], runs, isExact: true, notes } };
}

function ranksOf(...parts: Parameters<typeof openRanks>): ReturnType<typeof openRanks> {
  try {
    return openRanks(...parts);
  } catch (error) {
    if (error instanceof RangeError) throw new TokenizerFileError('tokens', error.message);
    throw error;
  }
}

function decodeBytes(tokens: readonly Uint8Array[]): string {
  const bytes = new Uint8Array(tokens.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const token of tokens) {
    bytes.set(token, at);
    at += token.length;
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function bytesOfBase64(text: string, path: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), character => character.charCodeAt(0));
  } catch {
    throw new TokenizerFileError(path, `${quoted(text)} is no base64`);
  }
}
