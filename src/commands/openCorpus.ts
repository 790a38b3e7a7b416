import * as vscode from 'vscode';
import type { CorpusDefinition } from '../host/corpusDefinition';
import { titleOf } from '../host/documentTitle';
import { ask, choose, foreign, say } from '../host/messages';

/** The panels that show a corpus. */
export interface CorpusPanels {
  showCorpus(definition: CorpusDefinition): Promise<void>;
}

const title = 'Open as One Corpus of Tokens';
const usualGlob = '**/*.{txt,md}';

/**
 * Several files as one corpus: the selection of the explorer, which passes the resource that was clicked and all that are selected; or
 * what somebody chooses.
 */
export async function openCorpus(clicked: unknown, selected: unknown, windows: CorpusPanels): Promise<void> {
  const uris = urisOf(clicked, selected);
  const definition = uris.length > 0 ? definitionOf(uris) : await chooseWay();
  if (definition !== undefined) await windows.showCorpus(definition);
}

function urisOf(clicked: unknown, selected: unknown): vscode.Uri[] {
  const all = Array.isArray(selected) && selected.length > 0 ? (selected as unknown[]) : [clicked];
  return all.filter(uri => uri instanceof vscode.Uri);
}

async function chooseWay(): Promise<CorpusDefinition | undefined> {
  const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  const ways = [
    ...folders.map(folder => ({
      label: say`$(regex) Files of ${folder.name} that match a glob…`,
      detail: say`Such as ${usualGlob}, without what ignore files leave out`,
      choose: () => chooseGlob(folder),
    })),
    {
      label: say`$(folder) A folder…`,
      detail: say`All its text files, without what ignore files leave out`,
      choose: () => chooseUris(false),
    },
    { label: say`$(files) Files…`, detail: say`Several files`, choose: () => chooseUris(true) },
  ];
  const way = await choose(ways, {
    title: foreign(title),
    placeHolder: say`Which files? They are joined in the order of their names`,
  });
  return way?.choose();
}

async function chooseGlob({ uri, name }: vscode.WorkspaceFolder): Promise<CorpusDefinition | undefined> {
  const include = await ask({
    title: foreign(title),
    prompt: say`Files of ${name} whose path matches`,
    value: usualGlob,
    problemOf: answer => (answer.trim() === '' ? say`Write a glob such as **/*.md` : undefined),
  });
  if (include === undefined) return undefined;
  const glob = include.trim();
  return { title: `${name}/${glob}`, selection: { ...selectionOf([uri]), include: glob } };
}

async function chooseUris(areFiles: boolean): Promise<CorpusDefinition | undefined> {
  const uris = await vscode.window.showOpenDialog({
    title,
    openLabel: 'Open as One Corpus',
    canSelectMany: true,
    canSelectFiles: areFiles,
    canSelectFolders: !areFiles,
  });
  return uris === undefined || uris.length === 0 ? undefined : definitionOf(uris);
}

function definitionOf(uris: readonly vscode.Uri[]): CorpusDefinition {
  const [first] = uris;
  const name = uris.length === 1 ? titleOf({ uri: first! }) : `${uris.length} selected`;
  return { title: name, selection: selectionOf(uris) };
}

/** All text files of these folders, and these files. */
export function selectionOf(uris: readonly vscode.Uri[]): CorpusDefinition['selection'] {
  const elsewhere = uris.find(({ scheme }) => scheme !== 'file');
  if (elsewhere !== undefined) throw new Error(`Choose files on this machine; ${elsewhere.toString()} is elsewhere.`);
  const [first] = uris;
  const folder = vscode.workspace.getWorkspaceFolder(first!)?.uri.fsPath;
  return {
    base: folder ?? vscode.Uri.joinPath(first!, '..').fsPath,
    roots: uris.map(({ fsPath }) => fsPath),
    exclude: excludedIn(first!),
  };
}

/** Globs that VS Code leaves out of the explorer and of searches. */
function excludedIn(scope: vscode.Uri): string[] {
  const globs = ['files.exclude', 'search.exclude'].flatMap(id =>
    Object.entries(vscode.workspace.getConfiguration(undefined, scope).get<Record<string, unknown>>(id) ?? {}),
  );
  return globs.filter(([, isExcluded]) => isExcluded === true).map(([glob]) => glob);
}
