import * as vscode from 'vscode';
import { readSetting, writeSetting } from '../editor/settings';
import type { EmbeddingGraphs } from '../panels/embeddingGraphs';

interface Item extends vscode.QuickPickItem {
  readonly action: 'browse' | 'seeded';
}

/** Asks for an exported graph and keeps it as a setting once it has been opened and understood. */
export async function selectGraph(graphs: EmbeddingGraphs): Promise<void> {
  const current = readSetting('embedding.graph');
  const items: Item[] = [
    {
      label: '$(folder-opened) Browse for an .onnx file…',
      detail: current === '' ? '' : `Now: ${current}`,
      action: 'browse',
    },
    {
      label: '$(sparkle) Untrained, drawn from a seed',
      detail: `Seed ${readSetting('embedding.seed')}, ${readSetting('embedding.hiddenSize')} numbers a vector`,
      action: 'seeded',
    },
  ];
  const chosen = await vscode.window.showQuickPick(items, { title: 'Select Embedding Graph' });
  if (chosen === undefined) return;
  if (chosen.action === 'seeded') {
    await writeSetting('embedding.graph', '');
    return;
  }
  const [file] =
    (await vscode.window.showOpenDialog({ filters: { 'ONNX graph': ['onnx'] }, title: 'Select Embedding Graph' })) ??
    [];
  if (file === undefined) return;
  const graph = await graphs.open(file.fsPath);
  await writeSetting('embedding.graph', graph.path);
  void vscode.window.showInformationMessage(`Embedding graph: ${graph.label}`);
}
