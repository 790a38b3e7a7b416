import * as vscode from 'vscode';
import { isString, object, optional } from '../base/validator';
import { loaderOptions, type LoaderOptionsMessage } from '../protocol/tokenizer';
import type { WindowsPanels } from '../panels/windowsPanel';

/** Which text a command of the data loader is about, and how it is cut. */
export interface LoaderTarget {
  readonly document: vscode.TextDocument;
  readonly options: LoaderOptionsMessage;
}

const given = object({ uri: isString, options: optional(loaderOptions) });

/**
 * What a panel passes, `{ uri, options }`; from the palette, the editor in front and the parameters that its panel has.
 * Menus pass values of their own, which say nothing here.
 */
export function loaderTargetOf(
  argument: unknown,
  activeEditor: () => vscode.TextEditor,
  windows: WindowsPanels,
): LoaderTarget {
  const isGiven = typeof argument === 'object' && argument !== null && 'uri' in argument && isText(argument.uri);
  const asked = isGiven ? given(argument, 'argument') : undefined;
  const document =
    asked === undefined
      ? activeEditor().document
      : vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === asked.uri);
  if (document === undefined) throw new Error('The document of these windows is closed. Open it again.');
  return { document, options: asked?.options ?? windows.settingsFor(document) };
}

const isText = (value: unknown): boolean => typeof value === 'string';
