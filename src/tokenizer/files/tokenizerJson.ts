import { object } from '../../base/validator';
import type { KernelModule } from '../bytePair/kernel';
import { rulesOf } from '../bytePair/trained';
import type { AddedToken } from '../pipeline/addedTokens';
import { bytesOfAlphabet } from '../pipeline/byteAlphabet';
import { byteOf, decodeTokens, type Decoder } from '../pipeline/decoders';
import type { Normalizer } from '../pipeline/normalizers';
import { PipelineTokenizer } from '../pipeline/pipelineTokenizer';
import { isBorder } from '../pipeline/unicodeForms';
import { endsInSpace, isInSpace } from '../split/joint';
import type { PieceRules } from '../split/rules';
import type { TokenizerDescription } from '../tokenizer';
import { parseFile } from './fileError';
import { engineOf, type MadeEngine } from './jsonEngine';
import { readAddedTokens, readModel, type JsonModel } from './jsonModel';
import { read, readDecoders, readNormalizers, readSplitters, stepsOf, type ReadSplitters } from './jsonSteps';
import { followingRules, isKnownSplit, wordRules } from './knownSplits';

/** What a brought tokenizer is, and whether it gives what the tool gives that its file is for. */
export interface FileReport {
  /** Such as `BPE over bytes`. */
  readonly model: string;
  /** The steps before it, in order, by the names of the file. */
  readonly steps: readonly string[];
  /** A sentence that begins "It runs exactly, because" or says what differs. */
  readonly runs: string;
  readonly isExact: boolean;
  /** What the tool adds to a text that Tokenscope does not, and whatever else is worth to know. */
  readonly notes: readonly string[];
}

export interface OpenedFile {
  readonly tokenizer: PipelineTokenizer;
  readonly report: FileReport;
}

interface Named {
  readonly description: TokenizerDescription;
  readonly name: string;
}

/**
 * The tokenizer of a Hugging Face `tokenizer.json`.
 *
 * @throws TokenizerFileError for a file that is none, and for steps that Tokenscope does not know
 */
export function openTokenizerJson(text: string, named: Named, module: KernelModule): OpenedFile {
  const file = read(object({ model: value => value }), parseFile(text), 'tokenizer') as Record<string, unknown>;
  const model = readModel(file['model']);
  const addedTokens = readAddedTokens(file['added_tokens']);
  const normalizers = readNormalizers(file['normalizer']);
  const cutting = readSplitters(file['pre_tokenizer']);
  const decoders = readDecoders(file['decoder']);
  const made = engineOf(model, cutting, module);
  const texts = [...model.texts];
  for (const { id, content } of addedTokens) texts[id] = content;
  const tiles = keepsAll(model, made, cutting) && !normalizers.some(({ type }) => changesLength.has(type));
  const changes = normalizers.length > 0 || made.splitters.some(({ type }) => type !== 'Split');
  const rules = rulesFor(made, cutting, normalizers, addedTokens);
  const tokenizer = new PipelineTokenizer({
    ...named,
    normalizers,
    splitters: made.splitters,
    addedTokens,
    vocabularySize: texts.length,
    endOfText: endOfTextOf(addedTokens),
    engine: made.engine,
    ...(made.idOf === undefined ? {} : { idOf: made.idOf }),
    tiles,
    restores: cutting.isByteLevel && tiles && !changes,
    rules,
    decode: ids =>
      decodeTokens(
        Array.from(ids, id => texts[id]!),
        decoders,
      ),
    bytesOf: bytesReader(texts, decoders, addedTokens, cutting.isByteLevel),
  });
  return { tokenizer, report: reportOf(file, model, made, rules) };
}

/** Steps after which some of the text may belong to no token. */
const changesLength = new Set<Normalizer['type']>([
  'Strip',
  'StripAccents',
  'Nmt',
  'Replace',
  'BertNormalizer',
  'Precompiled',
]);

/** Whether every part of a text comes into a word, and every part of a word into a token. */
function keepsAll(model: JsonModel, { pattern, splitters }: MadeEngine, { isByteLevel }: ReadSplitters): boolean {
  const hasUnknown = model.type !== 'BPE' || isByteLevel || model.unknown !== undefined;
  const drops = splitters.some(step => step.type === 'Split' && step.behavior === 'Removed');
  return hasUnknown && (pattern !== undefined || !drops);
}

function endOfTextOf(tokens: readonly AddedToken[]): string | undefined {
  const names = ['<|endoftext|>', '<|end_of_text|>', '<｜end▁of▁sentence｜>', '</s>', '<eos>', '<EOT>'];
  return names.find(name => tokens.some(({ content, special }) => special && content === name));
}

/** The bytes of a token, as it stands in texts: a blank is a blank, whatever the vocabulary writes for it. */
function bytesReader(
  texts: readonly (string | undefined)[],
  decoders: readonly Decoder[],
  addedTokens: readonly AddedToken[],
  isByteLevel: boolean,
): (id: number) => Uint8Array | undefined {
  const utf8 = new TextEncoder();
  const added = new Set(addedTokens.map(({ id }) => id));
  const hasBytes = decoders.some(({ type }) => type === 'ByteFallback');
  const blank = decoders.flatMap(step =>
    step.type === 'Metaspace'
      ? [step.replacement]
      : step.type === 'Replace' && step.content === ' ' && typeof step.pattern === 'string'
        ? [step.pattern]
        : [],
  )[0];
  return id => {
    const text = texts[id];
    if (text === undefined) return undefined;
    if (added.has(id)) return utf8.encode(text);
    if (isByteLevel) return bytesOfAlphabet(text) ?? utf8.encode(text);
    const byte = hasBytes ? byteOf(text) : undefined;
    if (byte !== undefined) return Uint8Array.of(byte);
    return utf8.encode(blank === undefined || blank === '' ? text : text.replaceAll(blank, ' '));
  };
}

/** What is known of where pieces end, so that an edit need not read the whole text again; nothing if that is too little. */
function rulesFor(
  made: MadeEngine,
  { expressions }: ReadSplitters,
  normalizers: readonly Normalizer[],
  addedTokens: readonly AddedToken[],
): PieceRules | undefined {
  const isLocal = normalizers.every(
    step =>
      !(
        step.type === 'Strip' ||
        (step.type === 'Replace' && (typeof step.pattern !== 'string' || step.pattern.length > 1))
      ),
  );
  const isCut = made.pattern === undefined && expressions.length > 0;
  if (!isLocal || (isCut && !isKnownSplit(expressions))) return undefined;
  const rules = made.pattern !== undefined ? rulesOf[made.pattern] : isCut ? followingRules : wordRules;
  // A token that must stand alone looks at the character before it, which may be in the chunk before.
  if (addedTokens.some(({ singleWord }) => singleWord)) return undefined;
  const takesBlanks = addedTokens.some(({ lstrip, rstrip }) => lstrip || rstrip);
  const added = new Set(addedTokens.map(({ content }) => content));
  const longest = addedTokens.reduce((most, { content }) => Math.max(most, content.length), 0);
  const isAdded = (text: string, start: number, end: number): boolean =>
    end - start <= longest && added.has(text.slice(start, end));
  const cuts = !takesBlanks && !made.splitters.some(({ type }) => type === 'PrefixSpace');
  return {
    reach: rules.reach + 4,
    mayEnd: (text, end) => rules.mayEnd(text, end) && !(takesBlanks && endsInSpace(text, end)),
    isLocal: (text, at) => rules.isLocal(text, at) && !(takesBlanks && isInSpace(text, at)),
    mayCut: (context, start, at, end) =>
      cuts && rules.mayCut(context, start, at, end) && isBorder(context.text, at) && !isAdded(context.text, start, end),
    staysCut: (text, length) => rules.staysCut(text, length),
  };
}

function reportOf(
  file: Record<string, unknown>,
  model: JsonModel,
  made: MadeEngine,
  rules: PieceRules | undefined,
): FileReport {
  const steps = [
    ...stepsOf(file['normalizer'], 'normalizer', 'normalizers'),
    ...stepsOf(file['pre_tokenizer'], 'pre_tokenizer', 'pretokenizers'),
  ].map(({ step }) => step.type);
  const notes: string[] = [];
  if (file['post_processor'] !== null && file['post_processor'] !== undefined)
    notes.push(
      'What the post-processor puts around a text, such as a token for its beginning, is not counted among its tokens.',
    );
  if (file['truncation'] !== null && file['truncation'] !== undefined)
    notes.push('Texts are not cut to the length of the file.');
  if (rules === undefined)
    notes.push('Each edit reads the whole text again, as its steps do not tell how far an edit reaches.');
  const isUnicode = steps.some(name => name.startsWith('NF') || name === 'BertNormalizer' || name === 'StripAccents');
  if (isUnicode) notes.push('Where characters are normalized together, a token spans all of them.');
  const differs = isUnicode ? `, but for ${newerCharacters}` : '';
  return {
    model: model.type,
    steps,
    runs: `It runs exactly, because ${made.how}${differs}.`,
    isExact: !isUnicode,
    notes,
  };
}

/** Hugging Face's library has tables of Unicode 12 of its own; compared with them, 121 marks have another place in a text under NFC. */
const newerCharacters = 'characters that came with Unicode 13 and later, which the library does not normalize';
