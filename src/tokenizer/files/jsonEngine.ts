import type { KernelModule } from '../bytePair/kernel';
import { alphabetOf, bytesOfAlphabet } from '../pipeline/byteAlphabet';
import { openByteLevel } from '../pipeline/byteLevel';
import { CharacterBpe, Neighbours } from '../pipeline/characterBpe';
import { byteOf } from '../pipeline/decoders';
import { KernelEngine, WordEngine } from '../pipeline/engines';
import { MappedText } from '../pipeline/mappedText';
import { MergeTable } from '../pipeline/mergeTable';
import { mapCharacters } from '../pipeline/normalizers';
import type { PipelineDefinition, PipelineEngine } from '../pipeline/pipelineTokenizer';
import { Unigram } from '../pipeline/unigram';
import { byteIdsOf, type WordModel } from '../pipeline/wordModel';
import { WordLevel, WordPiece } from '../pipeline/wordPiece';
import type { SplitPattern } from '../split/rules';
import type { BpeModel, JsonModel } from './jsonModel';
import type { ReadSplitters } from './jsonSteps';
import { kernelPatternOf } from './knownSplits';

export interface MadeEngine {
  readonly engine: PipelineEngine;
  readonly splitters: PipelineDefinition['splitters'];
  readonly idOf?: Uint32Array;
  /** That of the kernel, if it cuts. */
  readonly pattern?: SplitPattern;
  /** Whether words are cut where no token crosses. */
  readonly cutsWords: boolean;
  readonly how: string;
}

/** What runs a model: the kernel for byte-level BPE, as far as it gives the same tokens, and else the model's own steps. */
export function engineOf(
  model: JsonModel,
  { splitters, expressions, isByteLevel }: ReadSplitters,
  module: KernelModule,
): MadeEngine {
  if (!isByteLevel || model.type !== 'BPE' || model.prefix !== '' || model.suffix !== '') {
    const words = wordModelOf(model, splitters.length === 0, isByteLevel);
    return {
      engine: new WordEngine(isByteLevel ? new ByteWords(words) : words),
      splitters,
      cutsWords: model.type === 'BPE',
      how: ownHow[model.type],
    };
  }
  const pattern = kernelPatternOf(splitters, expressions);
  const opened = openByteLevel(
    {
      bytesOf: id => bytesOfAlphabet(model.texts[id] ?? ' '),
      size: model.texts.length,
      merges: model.merges,
      ignoreMerges: model.ignoreMerges,
    },
    module,
    pattern ?? 'none',
  );
  if (typeof opened === 'string') {
    const engine = new WordEngine(new ByteWords(wordModelOf(model, false, true)));
    return {
      engine,
      splitters,
      cutsWords: false,
      how: `its merges are followed one by one, as in the file (${opened}, so that the faster engine would differ)`,
    };
  }
  const cuts = pattern !== undefined;
  const engine = new KernelEngine(opened, cuts);
  const kept = cuts ? splitters.filter(({ type }) => type === 'PrefixSpace') : splitters;
  const how = 'each of its merges was compared with the ranks that Tokenscope merges by';
  return {
    engine,
    splitters: kept,
    idOf: opened.idOf,
    cutsWords: false,
    how,
    ...(pattern === undefined ? {} : { pattern }),
  };
}

const ownHow: Readonly<Record<JsonModel['type'], string>> = {
  BPE: 'its merges are followed one by one, as in the file',
  WordPiece: 'the longest piece is taken from the left, as BERT does',
  WordLevel: 'each word is looked up',
  Unigram: 'the best way through each word is found by the scores of the file',
};

/** Words as characters of GPT-2's alphabet, and offsets of the words themselves. */
class ByteWords implements WordModel {
  constructor(private readonly model: WordModel) {}

  encode(word: string, tokens: Parameters<WordModel['encode']>[1]): void {
    const utf8 = new TextEncoder();
    const mapped = mapCharacters(new MappedText(word), character => alphabetOf(utf8.encode(character)));
    const first = tokens.ids.length;
    this.model.encode(mapped.text, tokens);
    for (let index = first; index < tokens.ids.length; index++) {
      const { shift } = tokens;
      const [start, end] = [tokens.starts[index]! - shift, tokens.ends[index]! - shift];
      tokens.starts[index] = shift + mapped.startOf(start);
      tokens.ends[index] = shift + mapped.endOf(end - 1);
    }
  }
}

/** @param isWhole whether the model gets whole texts, so that it is worth to cut them where no token crosses */
function wordModelOf(model: JsonModel, isWhole: boolean, isByteLevel: boolean): WordModel {
  switch (model.type) {
    case 'BPE': {
      const canCut = !isByteLevel && model.prefix === '' && model.suffix === '' && !model.ignoreMerges;
      return new CharacterBpe({
        ...model,
        merges: tableOf(model.merges),
        isApart: canCut || isWhole ? apartIn(model) : undefined,
      });
    }
    case 'WordPiece':
      return new WordPiece(model);
    case 'WordLevel':
      return new WordLevel(model.ids, model.unknown);
    case 'Unigram':
      return new Unigram(model);
  }
}

function tableOf(merges: Int32Array): MergeTable {
  const table = new MergeTable(merges.length / 3);
  for (let at = 0; at < merges.length; at += 3) table.set(merges[at]!, merges[at + 1]!, at / 3, merges[at + 2]!);
  return table;
}

/** Where no token that merges make holds two neighbours, and both are known or become bytes, no token crosses their border. */
function apartIn({
  merges,
  texts,
  ids,
  unknown,
  byteFallback,
  ignoreMerges,
  prefix,
  suffix,
}: BpeModel): ((left: number, right: number) => boolean) | undefined {
  if (ignoreMerges || prefix !== '' || suffix !== '') return undefined;
  const neighbours = new Neighbours();
  for (let at = 0; at < merges.length; at += 3) {
    if (byteOf(texts[merges[at]!]!) !== undefined || byteOf(texts[merges[at + 1]!]!) !== undefined) return undefined;
    neighbours.add(texts[merges[at + 2]!]!);
  }
  const hasBytes = byteFallback && !byteIdsOf(text => ids.get(text)).includes(-1);
  const isUnknown = (character: number): boolean => !ids.has(String.fromCodePoint(character));
  return (left, right) => {
    if (neighbours.has(left, right)) return false;
    return hasBytes || unknown === undefined || !(isUnknown(left) && isUnknown(right));
  };
}
