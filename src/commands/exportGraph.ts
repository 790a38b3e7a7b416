import * as vscode from 'vscode';
import { choose, say, showInformation, withProgress, type Choice } from '../host/messages';
import { readSetting, tokenizerOf } from '../host/settings';
import type { EmbeddingGraphs, ExportOptions } from '../host/embeddingGraphs';
import type { ActiveEditor } from '../host/vscodeEditors';

const title = 'Export Embedding Graph';

/** Asks how and where, and writes the current graph, or weights, as an .onnx file for use elsewhere. */
export async function exportGraph(graphs: EmbeddingGraphs, active: ActiveEditor): Promise<void> {
  const { document } = active;
  const graph = await graphs.current();
  const { card } = graph;
  const rows = card.vocabularySize + (card.contextLength ?? 0);
  const megabytes = (bytes: number): string => `${((rows * card.hiddenSize * bytes) / 1e6).toFixed(1)} MB`;
  const option = (
    label: string,
    detail: string,
    type: ExportOptions['type'],
    weights: ExportOptions['weights'],
  ): Choice & Pick<ExportOptions, 'type' | 'weights'> => ({
    label: say`${label}`,
    description: say`${megabytes(type === 'float32' ? 4 : 2)}`,
    detail: say`${detail}`,
    type,
    weights,
  });
  const chosen = await choose(
    [
      option('float32, weights inside', 'One file', 'float32', 'inside'),
      option('float32, weights beside', 'Two files; opens without being read whole', 'float32', 'beside'),
      option('float16, weights inside', 'Half the size; each number rounded to 11 bits', 'float16', 'inside'),
      option('float16, weights beside', 'Half the size, in two files', 'float16', 'beside'),
    ],
    { title: say`${title}: ${graph.label}` },
  );
  if (chosen === undefined) return;
  const name = `${card.name.replace(/\.(onnx|safetensors|npy)$/i, '')}-embedding.onnx`;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    title,
    filters: { 'ONNX graph': ['onnx'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  if (target.scheme !== 'file') throw new Error('A graph can only be written to a folder of this machine.');
  const { type, weights } = chosen;
  const metadata = {
    'tokenscope.source': card.name,
    'tokenscope.tokenizer': document === undefined ? readSetting('tokenizer') : tokenizerOf(document),
    ...(card.seed === undefined ? {} : { 'tokenscope.seed': card.seed, 'tokenscope.untrained': 'true' }),
  };
  const bytes = await withProgress(say`Writing ${name}`, (report, token) =>
    graphs.export(graph, { target: target.fsPath, type, weights, metadata }, token, report),
  );
  const files = weights === 'beside' ? `${target.fsPath} and its .data` : target.fsPath;
  void showInformation(say`Wrote ${(bytes / 1e6).toFixed(1)} MB: ${files}`);
}
