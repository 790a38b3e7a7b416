import * as vscode from 'vscode';
import type { CorpusDefinition } from '../host/corpusDefinition';
import { titleOf } from '../host/documentTitle';

/** A corpus after its folder or some of its files were renamed or moved; nothing if all are where they were. */
export function movedCorpus(
  { title, selection }: CorpusDefinition,
  moved: (uri: string) => string | undefined,
): CorpusDefinition | undefined {
  const placeOf = (path: string): string => {
    const uri = moved(vscode.Uri.file(path).toString());
    return uri === undefined ? path : vscode.Uri.parse(uri, true).fsPath;
  };
  const base = placeOf(selection.base);
  const roots = selection.roots.map(placeOf);
  if (base === selection.base && roots.every((root, i) => root === selection.roots[i])) return undefined;
  const nameOf = (path: string): string => titleOf({ uri: vscode.Uri.file(path) });
  const [before, after] = [nameOf(selection.base), nameOf(base)];
  return {
    title: title === before || title.startsWith(`${before}/`) ? after + title.slice(before.length) : title,
    selection: { ...selection, base, roots },
  };
}
