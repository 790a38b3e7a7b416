import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { isInteger, isString, object } from '../base/validator';
import { commandIds, doneContext, type CommandId } from '../contributions';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import type { FolderCounts } from '../host/folderCounts';
import type { Files } from '../platform/files';
import { readSetting, tokenizerOf, writeSetting } from '../host/settings';
import type { ReadOnlyTexts } from '../host/readOnlyTexts';
import type { EmbeddingGraphs } from '../host/embeddingGraphs';
import { requireEditor, type ActiveEditor } from '../host/vscodeEditors';
import type { TextSpan } from '../host/tokenSpans';
import type { TokenizerClient } from '../worker/client';
import { activePlace, type Place } from './activePlace';
import { bringTokenizer } from './bringTokenizer';
import { goToBudgetLimit, setBudget } from './budget';
import { countFolders, exportFolderCounts, filterFolders, refreshFolders } from './folders';
import { compareOverFolder } from './compareOverFolder';
import { copyLoader } from './copyLoader';
import { createGraph } from './createGraph';
import { exportWindows } from './exportWindows';
import { loaderTargetOf, type LoaderPanels } from './loaderTarget';
import { exportGraph } from './exportGraph';
import { openCorpus, type CorpusPanels } from './openCorpus';
import { selectGraph } from './selectGraph';
import { makeWordTokenizer } from './makeWordTokenizer';
import { saveTokenizer } from './saveTokenizer';
import { searchVocabulary } from './searchVocabulary';
import { selectTokenizer } from './selectTokenizer';
import { showAgentReading, type AgentReadingParts } from './showAgentReading';
import { showDecodedText } from './showDecodedText';
import { showUnknownWords } from './showUnknownWords';
import { copyTokenIds, cutIntoPieces, goToToken, idsToText } from './tokenIds';
import { trainOnWorkspace } from './trainOnWorkspace';
import { trainAgain, trainOnText } from './trainTokenizer';

interface WindowsPanels extends CorpusPanels, LoaderPanels {
  show(document: vscode.TextDocument): void;
  /** Shows all windows in the editors of this document, or none; opens the panel if it is not. */
  toggleInEditor(document: vscode.TextDocument): void;
}

interface VectorsPanels {
  /** @param selection UTF-16 offsets; empty: the page of the document that holds it */
  show(document: vscode.TextDocument, selection: TextSpan): void;
}

/** Panels about a document as a whole. */
interface DocumentPanels {
  show(document: vscode.TextDocument): void;
}

interface Dependencies extends AgentReadingParts {
  readonly folders: FolderCounts;
  readonly files: Files;
  readonly active: ActiveEditor;
  readonly tokenizers: TokenizerClient;
  /** The worker that holds corpora. */
  readonly corpora: TokenizerClient;
  readonly follower: DocumentFollower;
  readonly windows: WindowsPanels;
  readonly vectors: VectorsPanels;
  readonly merges: DocumentPanels;
  readonly splits: DocumentPanels;
  readonly comparisons: DocumentPanels;
  readonly graphs: EmbeddingGraphs;
  readonly readOnlyTexts: ReadOnlyTexts;
  readonly startTrainer: () => TokenizerClient;
}

/** Every command of the palette; one that the manifest has and this table has not does not compile. */
export function registerCommands(parts: Dependencies): Disposable {
  const {
    active,
    tokenizers,
    follower,
    windows,
    vectors,
    merges,
    splits,
    comparisons,
    graphs,
    readOnlyTexts,
    folders,
    files,
  } = parts;
  const activeDocument = async (): Promise<vscode.TextDocument> => (await activePlace(active)).document;
  const targetOf = (argument: unknown) => loaderTargetOf(argument, { ...parts, activeDocument });
  const handlers: Record<CommandId, (argument?: unknown, all?: unknown) => Promise<void> | void> = {
    'tokenscope.selectTokenizer': () => selectTokenizer(tokenizers, active),
    'tokenscope.makeWordTokenizer': async () => makeWordTokenizer(await activeDocument(), tokenizers, follower),
    'tokenscope.trainTokenizer': async () => trainOnText({ ...parts, ...(await activePlace(active)) }),
    'tokenscope.trainAgain': async () => trainAgain({ ...parts, ...(await activePlace(active)) }),
    'tokenscope.saveTokenizer': () => saveTokenizer(active, tokenizers, parts.files),
    'tokenscope.trainOnWorkspace': () => trainOnWorkspace(parts),
    'tokenscope.bringTokenizer': () => bringTokenizer(active, parts.startTrainer),
    'tokenscope.watchMerges': async () => merges.show(await activeDocument()),
    'tokenscope.guessSplit': async () => splits.show(await activeDocument()),
    'tokenscope.compareTokenizers': async () => comparisons.show(await activeDocument()),
    'tokenscope.compareOverFolder': folder => compareOverFolder(folder, parts),
    'tokenscope.showUnknownWords': () => showUnknownWords(requireEditor(active), follower),
    'tokenscope.searchVocabulary': tokenizer =>
      searchVocabulary(isNamed(tokenizer) ? tokenizer.name : tokenizerOf(active.document), tokenizers),
    'tokenscope.showDecodedText': async () => showDecodedText(await activeDocument(), follower, readOnlyTexts),
    'tokenscope.idsToText': () => idsToText(active, tokenizers, readOnlyTexts),
    'tokenscope.copyTokenIds': async () => copyTokenIds(await activePlace(active), follower),
    'tokenscope.cutIntoPieces': async () => cutIntoPieces(await activePlace(active), follower, readOnlyTexts),
    'tokenscope.goToToken': async () => goToToken(await activePlace(active), follower),
    'tokenscope.toggleHighlighting': () => writeSetting('highlighting', !readSetting('highlighting')),
    'tokenscope.toggleTokenIds': () => writeSetting('tokenIds', !readSetting('tokenIds')),
    'tokenscope.previewWindows': async () => windows.show(await activeDocument()),
    'tokenscope.toggleWindowsInEditor': async () => windows.toggleInEditor(await activeDocument()),
    'tokenscope.openCorpus': (argument, all) => openCorpus(argument, all, windows),
    'tokenscope.exportWindows': async argument => exportWindows(await targetOf(argument)),
    'tokenscope.copyAsPyTorch': async argument => copyLoader('pytorch', await targetOf(argument)),
    'tokenscope.copyAsRayData': async argument => copyLoader('ray', await targetOf(argument)),
    'tokenscope.showVectors': async place => {
      const { document, start, end } = placeOf(place) ?? (await activePlace(active));
      vectors.show(document, { start, end });
    },
    'tokenscope.selectGraph': () => selectGraph(graphs),
    'tokenscope.createGraph': () => createGraph(graphs),
    'tokenscope.exportGraph': () => exportGraph(graphs, active),
    'tokenscope.useTokenizer': tokenizer =>
      writeSetting('tokenizer', named(tokenizer, 'tokenizer').name, active.document),
    'tokenscope.setBudget': async () => setBudget(await activeDocument()),
    'tokenscope.showAgentReading': folder => showAgentReading(folder, parts),
    'tokenscope.countFolders': (clicked, selected) => countFolders(clicked, selected, folders),
    'tokenscope.refreshFolders': () => refreshFolders(folders),
    'tokenscope.filterFolders': () => filterFolders(folders),
    'tokenscope.exportFolderCounts': () => exportFolderCounts(folders, files),
    'tokenscope.goToBudgetLimit': () => goToBudgetLimit(requireEditor(active), follower),
  };
  const store = new DisposableStore();
  for (const id of commandIds) {
    store.add(
      vscode.commands.registerCommand(id, async (argument: unknown, all: unknown) => {
        try {
          await handlers[id](argument, all);
          // A step of the walkthrough is done when its command has done something, not when it was only called.
          await vscode.commands.executeCommand('setContext', doneContext(id), true);
        } catch (error) {
          reportFailure(error);
        }
      }),
    );
  }
  return store;
}

/** A tokenizer as the view of tokenizers lists it. */
const named = object({ name: isString });
const isNamed = (value: unknown): value is { name: string } =>
  typeof value === 'object' && value !== null && 'name' in value && typeof value.name === 'string';

const linkedPlace = object({ uri: isString, offset: isInteger(0) });

/** The place that a link of a hover names. It opens nothing: only a document that is open already is looked at. */
function placeOf(argument: unknown): Place | undefined {
  try {
    const { uri, offset } = linkedPlace(argument, 'place');
    const document = vscode.workspace.textDocuments.find(each => each.uri.toString() === uri);
    return document === undefined ? undefined : { document, start: offset, end: offset };
  } catch {
    return undefined;
  }
}
