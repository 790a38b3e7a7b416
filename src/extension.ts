import { join } from 'node:path';
import * as vscode from 'vscode';
import type { TokenscopeApi } from './api';
import { createApi } from './host/publicApi';
import { registerCommands } from './commands/register';
import { ActiveText } from './host/activeText';
import { DocumentFollower } from './host/documentFollower';
import { reportFailure } from './host/failures';
import { TokenCount } from './host/tokenCount';
import { FocusedToken } from './host/focusedToken';
import { vscodeCursors, vscodeSelections, type ActiveEditor } from './host/vscodeEditors';
import { vscodeTexts } from './host/vscodeTexts';
import { AgentMarks } from './editor/agentMarks';
import { DifferenceMarks } from './editor/differenceMarks';
import { registerBudgetFixes } from './editor/budgetFixes';
import { BudgetMarks } from './editor/budgetMarks';
import { TokenLint } from './editor/lint';
import { PointedTokenMark } from './editor/pointedTokenMark';
import { TokenStatusBar } from './editor/statusBar';
import { TokenDecorations } from './editor/tokenDecorations';
import { registerTokenHover } from './editor/tokenHover';
import { editorTints } from './editor/windowTints';
import { MarkedDifferences } from './host/markedDifferences';
import { MergeSteps } from './host/mergeSteps';
import { TintedDocuments } from './host/tintedDocuments';
import { UnknownWordDiagnostics } from './editor/unknownWordDiagnostics';
import { InferenceClient } from './inference/client';
import { FolderCounts } from './host/folderCounts';
import { AgentReadings, overridesOf } from './host/agentReadings';
import { registerLanguageModelTools } from './host/languageModelTools';
import { tokenizerOf } from './host/settings';
import { ReadOnlyTexts } from './host/readOnlyTexts';
import { EmbeddingGraphs } from './host/embeddingGraphs';
import { nodeFiles } from './platform/node/files';
import { removeLeftovers } from './platform/node/wholeFile';
import { comparePanels } from './panels/comparePanel';
import { mergesPanels } from './panels/mergesPanel';
import { splitPanels } from './panels/splitPanel';
import { VectorsPanels } from './panels/vectorsPanel';
import { VscodePanels } from './panels/vscodePanels';
import { WindowsPanels } from './panels/windowsPanel';
import { offers } from './tokenizer/offers';
import { AgentFilesView } from './views/agentFilesView';
import { registerFolderBadges } from './views/folderBadges';
import { FoldersView } from './views/foldersView';
import { TokenizersView } from './views/tokenizersView';
import { TokenizerClient } from './worker/client';

/** Builds the parts and wires them. */
export function activate(context: vscode.ExtensionContext): TokenscopeApi {
  const { extensionUri, globalStorageUri, subscriptions, workspaceState } = context;
  const own = <T extends vscode.Disposable>(part: T): T => {
    subscriptions.push(part);
    return part;
  };
  const bundle = (...path: string[]): string => vscode.Uri.joinPath(extensionUri, 'dist', ...path).fsPath;

  const storage = globalStorageUri.fsPath;
  for (const folder of ['.', 'tokenizers', 'openedTokenizers']) void removeLeftovers(join(storage, folder));
  const tokenizers = own(new TokenizerClient(bundle('worker.js'), storage));
  const corpora = own(new TokenizerClient(bundle('worker.js'), storage));
  const startTrainer = (): TokenizerClient => new TokenizerClient(bundle('worker.js'), storage);
  const inference = own(new InferenceClient(bundle('inference', 'main.js')));
  const follower = own(new DocumentFollower(tokenizers, vscodeTexts));
  own(follower.onDidFail(reportFailure));
  const active: ActiveEditor = own(new ActiveText(vscode.window));
  const tokenCount = own(new TokenCount(active, follower, vscodeSelections));
  own(tokenCount.onDidFail(reportFailure));
  own(new TokenStatusBar(tokenCount, active));
  const focused = own(new FocusedToken(vscode.window, vscodeCursors, vscodeTexts));
  own(new PointedTokenMark(focused));
  const tinted = own(new TintedDocuments());
  const steps = own(new MergeSteps());
  own(new TokenDecorations(follower, tinted, steps));
  own(new UnknownWordDiagnostics(follower));
  const { folders, readings } = contextParts({ own, tokenizers, follower, active });
  const readOnlyTexts = own(new ReadOnlyTexts());
  const defaultTable = vscode.Uri.joinPath(extensionUri, 'media', 'defaultTable', 'gpt2.safetensors').fsPath;
  const graphs = new EmbeddingGraphs(globalStorageUri, defaultTable, tokenizers, inference, active);
  const frames = new VscodePanels(extensionUri);
  const windows = new WindowsPanels(frames, {
    follower,
    active,
    corpora,
    focused,
    tints: editorTints(follower, tinted),
    presets: () => tokenizers.call('loaderPresets', {}),
    storage: workspaceState,
  });
  const vectors = new VectorsPanels(frames, {
    follower,
    graphs,
    tokenizers,
    inference,
    focused,
    files: nodeFiles,
  });
  own(registerTokenHover(follower, (tokenizer, id) => vectors.tokenVector(tokenizer, id)));
  const merges = mergesPanels(frames, { follower, focused, steps });
  const splits = splitPanels(frames, { follower, tokenizers });
  const marked = own(new MarkedDifferences());
  own(new DifferenceMarks(marked));
  const comparisons = comparePanels(frames, { follower, focused, tokenizers, marked, storage: workspaceState });
  for (const panels of [windows, comparisons, merges, splits, vectors]) own(panels.restore());
  own(windows.followMoves());
  own(
    registerCommands({
      active,
      tokenizers,
      corpora,
      follower,
      windows,
      vectors,
      merges,
      splits,
      comparisons,
      graphs,
      readOnlyTexts,
      readings,
      folders,
      files: nodeFiles,
      startTrainer,
    }),
  );
  return createApi(
    offers.map(({ name }) => name),
    tokenizers,
    graphs,
    inference,
    startTrainer,
  );
}

interface Wiring {
  readonly own: <T extends vscode.Disposable>(part: T) => T;
  readonly tokenizers: TokenizerClient;
  readonly follower: DocumentFollower;
  readonly active: ActiveEditor;
}

/** What concerns the room that texts take in a model's context: budgets, counts of folders, what agents read, and the views of these. */
function contextParts({ own, tokenizers, follower, active }: Wiring): {
  readonly folders: FolderCounts;
  readonly readings: AgentReadings;
} {
  own(new BudgetMarks(follower));
  own(registerBudgetFixes());
  own(new TokenLint(follower));
  own(new TokenizersView(tokenizers, active));
  const folders = own(new FolderCounts(tokenizers));
  own(new FoldersView(folders, tokenizers));
  own(registerFolderBadges(folders));
  const readings = own(new AgentReadings(tokenizers));
  own(new AgentMarks(readings));
  own(new AgentFilesView(readings));
  own(
    registerLanguageModelTools({
      client: tokenizers,
      tokenizer: () => tokenizerOf(active.document),
      overrides: overridesOf,
    }),
  );
  return { folders, readings };
}
