import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { isInteger, isString, object } from '../base/validator';
import { commandIds, type CommandId } from '../contributions';
import type { DocumentFollower } from '../host/documentFollower';
import { reportFailure } from '../host/failures';
import { readSetting, writeSetting } from '../host/settings';
import type { EmbeddingGraphs } from '../host/embeddingGraphs';
import { requireEditor, type ActiveEditor } from '../host/vscodeEditors';
import type { TextSpan } from '../host/tokenSpans';
import type { TokenizerClient } from '../worker/client';
import { copyLoader } from './copyLoader';
import { createGraph } from './createGraph';
import { exportWindows } from './exportWindows';
import { loaderTargetOf, type LoaderPanels } from './loaderTarget';
import { exportGraph } from './exportGraph';
import { openCorpus, type CorpusPanels } from './openCorpus';
import { selectGraph } from './selectGraph';
import { selectTokenizer } from './selectTokenizer';

interface WindowsPanels extends CorpusPanels, LoaderPanels {
  show(document: vscode.TextDocument): void;
  /** Shows all windows in the editors of this document, or none; opens the panel if it is not. */
  toggleInEditor(document: vscode.TextDocument): void;
}

interface VectorsPanels {
  /** @param selection UTF-16 offsets; empty: the page of the document that holds it */
  show(document: vscode.TextDocument, selection: TextSpan): void;
}

interface Dependencies {
  readonly active: ActiveEditor;
  readonly tokenizers: TokenizerClient;
  /** The worker that holds corpora. */
  readonly corpora: TokenizerClient;
  readonly follower: DocumentFollower;
  readonly windows: WindowsPanels;
  readonly vectors: VectorsPanels;
  readonly graphs: EmbeddingGraphs;
}

/** Every command of the palette; one that the manifest has and this table has not does not compile. */
export function registerCommands(parts: Dependencies): Disposable {
  const { active, tokenizers, windows, vectors, graphs } = parts;
  const activeEditor = (): vscode.TextEditor => requireEditor(active);
  const targetOf = (argument: unknown) => loaderTargetOf(argument, { ...parts, activeEditor });
  const handlers: Record<CommandId, (argument?: unknown, all?: unknown) => Promise<void> | void> = {
    'tokenscope.selectTokenizer': () => selectTokenizer(tokenizers, active),
    'tokenscope.toggleHighlighting': () => writeSetting('highlighting', !readSetting('highlighting')),
    'tokenscope.toggleTokenIds': () => writeSetting('tokenIds', !readSetting('tokenIds')),
    'tokenscope.previewWindows': () => windows.show(activeEditor().document),
    'tokenscope.toggleWindowsInEditor': () => windows.toggleInEditor(activeEditor().document),
    'tokenscope.openCorpus': (argument, all) => openCorpus(argument, all, windows),
    'tokenscope.exportWindows': argument => exportWindows(targetOf(argument)),
    'tokenscope.copyAsPyTorch': argument => copyLoader('pytorch', targetOf(argument)),
    'tokenscope.copyAsRayData': argument => copyLoader('ray', targetOf(argument)),
    'tokenscope.showVectors': place => {
      const { document, start, end } = placeOf(place) ?? selectionOf(activeEditor());
      vectors.show(document, { start, end });
    },
    'tokenscope.selectGraph': () => selectGraph(graphs),
    'tokenscope.createGraph': () => createGraph(graphs),
    'tokenscope.exportGraph': () => exportGraph(graphs, active),
  };
  const store = new DisposableStore();
  for (const id of commandIds) {
    store.add(
      vscode.commands.registerCommand(id, async (argument: unknown, all: unknown) => {
        try {
          await handlers[id](argument, all);
        } catch (error) {
          reportFailure(error);
        }
      }),
    );
  }
  return store;
}

interface Place {
  readonly document: vscode.TextDocument;
  readonly start: number;
  readonly end: number;
}

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

function selectionOf({ document, selection }: vscode.TextEditor): Place {
  return { document, start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
}
