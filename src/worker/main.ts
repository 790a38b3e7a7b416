import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { loaderPresets } from '../dataset/presets';
import { tokenizerMethods, type TokenizerMethods } from '../protocol/tokenizer';
import { Transferred, type Handlers } from '../rpc/method';
import { serve } from '../rpc/server';
import { compileKernel, KernelError } from '../tokenizer/bytePair/kernel';
import { bring, writtenTokenizer } from './bringing';
import { sizeOfTrained } from '../tokenizer/bytePair/trained';
import { TokenizerRegistry } from '../tokenizer/registry';
import { describeWords } from '../tokenizer/words/vocabulary';
import type { Tokens } from '../tokenizer/tokens';
import { agentsWith } from '../context/agents/rules';
import { offersOf, readingOf, ruleNamed } from './agents';
import { compareDocument, placesOf } from './comparison';
import { budgetOf } from './budget';
import { Corpus } from './corpus';
import { filesOf } from './corpusFiles';
import { CountingPool } from './countingPool';
import { decodedOf, OpenDocuments, segmentAt, statisticsOf, tokenRunsOf } from './documents';
import { coverageOf, coverageRangeOf, rowOfWindowOf, windowsOfTokenOf } from './coverage';
import { SelectionCounts } from './selectionCounts';
import { lintOf } from './lint';
import { exportTokens } from './exportFile';
import { fileDifference } from './fileDifference';
import { loaderSnippet } from './snippets';
import { MadeTokenizers } from './madeTokenizers';
import { threadPort } from '../rpc/threadPort';
import { allTokensOf, readExpression, searchVocabulary, tokensWith } from './tokenSearch';
import { mergeForestOf, mergeStepOf, splitOf, summaryOfMerges } from './mergeSteps';
import { costsOf, mergesOf, trainingOf, Trainings } from './trainings';
import { tokenPageOf } from './tokenPage';
import { unknownWordsOf } from './unknownWords';
import { IdCorpus, textsOf, windowPageOf } from './windows';

if (parentPort === null) throw new Error('The tokenizer worker must be started as a worker thread');

const { storage } = (workerData ?? {}) as { readonly storage?: string };
const made = new MadeTokenizers(storage);
const registry = new TokenizerRegistry(
  file => readFileSync(join(__dirname, 'vocabularies', file)),
  () => compileKernel(readFileSync(join(__dirname, 'kernel.wasm'))),
  name => made.find(name),
);
const documents = new OpenDocuments();
const counting = new CountingPool(join(__dirname, 'counter.js'));
const selections = new SelectionCounts(counting);
const trainings = new Trainings(description => registry.open(description));
const corpora = new Map<number, IdCorpus>();

const buffersOf = ({ ids, starts, ends }: Tokens): ArrayBuffer[] =>
  [ids.buffer, starts.buffer, ends.buffer] as ArrayBuffer[];

/** A token array may be a view into something that the worker goes on using; what is handed over must be its own. */
function own({ ids, starts, ends }: Tokens): Transferred<{ ids: Uint32Array; starts: Uint32Array; ends: Uint32Array }> {
  const copy = { ids: ids.slice(), starts: starts.slice(), ends: ends.slice() };
  return new Transferred(copy, buffersOf(copy));
}

function corpusOf(id: number): IdCorpus {
  const corpus = corpora.get(id);
  if (corpus === undefined) throw new Error('The tokenizer was restarted; call windows() again');
  return corpus;
}

// Handlers that touch a document are synchronous, so that a query sees exactly the edits that were sent before it.
const handlers: Handlers<TokenizerMethods> = {
  tokenizers: () => [
    ...registry.offers.map(({ name, vocabularySize, models, modelPrefixes, about }) => ({
      name,
      vocabularySize,
      models: [...models],
      modelPrefixes: [...modelPrefixes],
      about,
    })),
    ...made.offers,
  ],
  vocabularySize: ({ tokenizer }) => registry.named(tokenizer).vocabularySize,
  open: ({ document, tokenizer, specialTokens }) => documents.open(document, registry.named(tokenizer), specialTokens),
  append: ({ document, text }) => {
    const opened = documents.get(document);
    opened.revision++;
    opened.tokens.append(text);
    return opened.tokens.tokenCount;
  },
  edit: ({ document, changes }) => {
    const opened = documents.get(document);
    opened.revision++;
    opened.tokens.edit(changes);
    return opened.tokens.tokenCount;
  },
  close: ({ document }) => documents.close(document),
  statistics: ({ document, selections }) => statisticsOf(documents.get(document), selections),
  tokens: ({ document, ranges, step }) => tokenRunsOf(documents.get(document), ranges, step),
  segment: ({ document, offset }) => segmentAt(documents.get(document), offset),
  ids: ({ document, first, last }) => {
    const { tokens } = documents.get(document);
    return own(tokens.tokens(Math.min(first, tokens.tokenCount), Math.min(last, tokens.tokenCount)));
  },
  tokenRange: ({ document, start, end }) => {
    const { tokens } = documents.get(document);
    return tokens.tokenRange(Math.min(start, tokens.length), Math.min(end, tokens.length));
  },
  tokenPage: ({ document, ...request }) => {
    const page = tokenPageOf(documents.get(document), request);
    return new Transferred(page, buffersOf(page.tokens));
  },
  unknownWords: ({ document, mostPlaces }) => unknownWordsOf(documents.get(document), mostPlaces),
  lint: ({ document, ...options }) => lintOf(documents.get(document), options),
  agents: ({ overrides }) => offersOf(agentsWith(overrides)),
  agentReading: ({ agent, overrides, tokenizer, ...site }, { token }) =>
    readingOf(ruleNamed(agentsWith(overrides), agent), site, registry.named(tokenizer), token),
  budget: ({ document, ...limit }) => budgetOf(documents.get(document), limit),
  fileDifference: async ({ document, path }) => {
    const opened = documents.get(document);
    const { revision } = opened;
    const difference = await fileDifference(opened.tokens, path);
    if (opened.revision !== revision) throw new RangeError('was changed meanwhile; try again');
    return difference === undefined ? {} : { difference };
  },
  decoded: ({ document }) => decodedOf(documents.get(document)),
  makeWords: async ({ document, ...request }) => {
    const { tokens } = documents.get(document);
    const { name } = await made.make(describeWords({ ...request, text: tokens.text(0, tokens.length) }), registry);
    return { name, vocabularySize: registry.named(name).vocabularySize };
  },
  openWords: async request => (await made.open(describeWords({ ...request, name: `words V${request.version}` }))).name,
  writtenTokenizer: ({ tokenizer, format }) => writtenTokenizer(registry.describe(tokenizer), format),
  bring: request => bring(request, registry, made),
  beginTraining: ({ training, options }) => trainings.begin(training, options),
  addTrainingText: ({ training, text }) => trainings.add(training, text),
  addTrainingFiles: ({ training, selection }, { token, progress }) =>
    trainings.addFiles(training, selection, token, progress),
  train: async ({ training, name, isOpened, beside }, { token, progress }) => {
    const { description, pieces, stop } = await trainings.train(training, token, progress);
    const named = { ...description, name };
    const kept = isOpened ? await made.open(named) : await made.make(named, registry);
    return {
      name: kept.name,
      vocabularySize: sizeOfTrained(description),
      merges: description.merges.length / 2,
      ...stop,
      ...(beside === undefined ? {} : { costs: costsOf(pieces, registry.named(beside), registry.open(description)) }),
    };
  },
  endTraining: ({ training }) => trainings.end(training),
  trainingOf: ({ tokenizer }) => trainingOf(registry.find(tokenizer)),
  allTokens: ({ tokenizer }) => allTokensOf(registry.named(tokenizer)),
  merges: ({ tokenizer }) => mergesOf(registry.describe(tokenizer)),
  vocabulary: ({ tokenizer, search, most }) => searchVocabulary(registry.named(tokenizer), search, most),
  mergeSummary: ({ document }) => summaryOfMerges(documents.get(document)),
  mergeStep: ({ document, step, most }) => mergeStepOf(documents.get(document), step, most),
  mergeForest: ({ document, start, end }) => mergeForestOf(documents.get(document), start, end),
  split: ({ tokenizer, text }) => splitOf(registry.named(tokenizer), text),
  compare: ({ document, tokenizers }, { token }) =>
    compareDocument(documents.get(document), tokenizers, name => registry.named(name), token),
  comparedPlaces: ({ document, tokenizers, first, count }) =>
    placesOf(documents.get(document), tokenizers, first, count),
  texts: ({ tokenizer, ids }) => textsOf(registry.named(tokenizer), ids),
  expression: ({ tokenizer, text }) => readExpression(registry.named(tokenizer), text),
  tokensWith: ({ tokenizer, text }) => tokensWith(registry.named(tokenizer), text),
  windows: ({ document, options, firstRow, rowCount }) =>
    windowPageOf(documents.source(document), options, firstRow, rowCount),
  loaderPresets: () => loaderPresets.map(preset => ({ ...preset })),
  coverage: ({ document, options, bins }) => coverageOf(documents.source(document), options, bins),
  coverageRange: ({ document, options, first, last }) => coverageRangeOf(documents.get(document), options, first, last),
  rowOfWindow: ({ document, options, window }) => rowOfWindowOf(documents.source(document), options, window),
  windowsOfToken: ({ document, options, token }) => windowsOfTokenOf(documents.source(document), options, token),
  exportTokens: (params, { token, progress }) =>
    exportTokens(documents.source(params.document), params, token, progress),
  openCorpus: async ({ document, tokenizer, specialTokens, selection }, { token, progress }) => {
    const corpus = await Corpus.read(registry.named(tokenizer), specialTokens, selection, token, progress);
    documents.keepCorpus(document, corpus);
    return corpus.summary;
  },
  corpusChanges: ({ document }, { token }) => documents.corpus(document).changes(token),
  filesIn: async ({ selection }, { token }) => {
    const { files, skipped } = await filesOf(selection, token);
    return { files, skipped: skipped.length };
  },
  corpusPaths: ({ document }) => documents.corpus(document).paths,
  corpusPlace: ({ document, first, last }) => documents.corpus(document).placeOf(first, last),
  corpusToken: ({ document, path, line, character }) => documents.corpus(document).tokenAt(path, line, character),
  countSelection: ({ tokenizer, specialTokens, selection }, { token, progress }) =>
    selections.count(registry.describe(tokenizer), specialTokens, selection, token, progress),
  countFiles: ({ tokenizer, specialTokens, files }, { token, progress }) =>
    counting.count(registry.describe(tokenizer), specialTokens, files, token, progress),
  loaderSnippet: params => loaderSnippet(params, registry.describe(params.tokenizer)),
  encode: ({ text, tokenizer, specialTokens }) => own(registry.named(tokenizer).encode(text, specialTokens)),
  count: ({ text, tokenizer, specialTokens }) => registry.named(tokenizer).count(text, specialTokens),
  decode: ({ ids, tokenizer }) => registry.named(tokenizer).decode(ids),
  openIds: ({ corpus, ids, options }) => {
    const opened = new IdCorpus(ids, options);
    corpora.set(corpus, opened);
    return opened.counts;
  },
  batch: ({ corpus, index }) => corpusOf(corpus).batch(index),
  closeIds: ({ corpus }) => void corpora.delete(corpus),
};

// After a stop of the kernel a document may be half changed. The worker ends, and who opened its documents opens them again.
serve(threadPort(parentPort, 'The tokenizer worker'), tokenizerMethods, handlers, error => {
  if (error instanceof KernelError) process.exit(1);
});
