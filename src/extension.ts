import * as vscode from 'vscode';
import type { TokenscopeApi } from './api';
import { createApi } from './host/publicApi';
import { registerCommands } from './commands/register';
import { ActiveText } from './host/activeText';
import { DocumentFollower } from './host/documentFollower';
import { reportFailure } from './host/failures';
import { TokenCount } from './host/tokenCount';
import { vscodeSelections, type ActiveEditor } from './host/vscodeEditors';
import { vscodeTexts } from './host/vscodeTexts';
import { registerBudgetFixes } from './editor/budgetFixes';
import { BudgetMarks } from './editor/budgetMarks';
import { TokenStatusBar } from './editor/statusBar';
import { TokenDecorations } from './editor/tokenDecorations';
import { registerTokenHover } from './editor/tokenHover';
import { TintedDocuments } from './host/tintedDocuments';
import { UnknownWordDiagnostics } from './editor/unknownWordDiagnostics';
import { InferenceClient } from './inference/client';
import { ReadOnlyTexts } from './host/readOnlyTexts';
import { EmbeddingGraphs } from './host/embeddingGraphs';
import { nodeFiles } from './platform/node/files';
import { VectorsPanels } from './panels/vectorsPanel';
import { WindowsPanels } from './panels/windowsPanel';
import { offers } from './tokenizer/offers';
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
  const tokenizers = own(new TokenizerClient(bundle('worker.js'), storage));
  const corpora = own(new TokenizerClient(bundle('worker.js'), storage));
  const inference = own(new InferenceClient(bundle('inference', 'main.js')));
  const follower = own(new DocumentFollower(tokenizers, vscodeTexts));
  own(follower.onDidFail(reportFailure));
  const active: ActiveEditor = own(new ActiveText(vscode.window));
  const tokenCount = own(new TokenCount(active, follower, vscodeSelections));
  own(tokenCount.onDidFail(reportFailure));
  own(new TokenStatusBar(tokenCount, active));
  const tints = own(new TintedDocuments());
  own(new TokenDecorations(follower, tints));
  own(new UnknownWordDiagnostics(follower));
  own(new BudgetMarks(follower));
  own(registerBudgetFixes());
  own(new TokenizersView(tokenizers, active));
  const readOnlyTexts = own(new ReadOnlyTexts());
  const graphs = new EmbeddingGraphs(globalStorageUri, tokenizers, inference, active);
  const windows = new WindowsPanels(extensionUri, {
    follower,
    active,
    corpora,
    tints,
    presets: () => tokenizers.call('loaderPresets', {}),
    storage: workspaceState,
  });
  const vectors = new VectorsPanels(extensionUri, { follower, graphs, tokenizers, inference, files: nodeFiles });
  own(registerTokenHover(follower, (tokenizer, id) => vectors.tokenVector(tokenizer, id)));
  own(windows.restore());
  own(vectors.restore());
  own(windows.followMoves());
  own(vectors.followMoves());
  own(registerCommands({ active, tokenizers, corpora, follower, windows, vectors, graphs, readOnlyTexts }));
  return createApi(
    offers.map(({ name }) => name),
    tokenizers,
    graphs,
  );
}
