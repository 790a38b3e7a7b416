import * as vscode from 'vscode';
import { isString, object, optional } from '../base/validator';
import type { CorpusDefinition } from '../host/corpusDefinition';
import { titleOf } from '../host/documentTitle';
import type { DocumentFollower } from '../host/documentFollower';
import { specialTokensOf, tokenizerOf } from '../host/settings';
import { loaderOptions, type LoaderOptionsMessage, type tokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf } from '../rpc/method';
import type { TokenizerClient } from '../worker/client';

type SnippetParams = ParamsOf<typeof tokenizerMethods.loaderSnippet>;

/** Which text or files a command of the data loader is about, and how they are cut. */
export interface LoaderTarget extends Pick<SnippetParams, 'tokenizer' | 'specialTokens' | 'options'> {
  readonly title: string;
  /** The folder where a file of it is best put. */
  readonly folder: vscode.Uri | undefined;
  /** The worker that holds its tokens, and the worker's number of it. */
  readonly client: TokenizerClient;
  /** @throws Error while it is still being read */
  document(): number;
  /** What Python reads. */
  snippetSource(): Promise<SnippetParams['source']>;
}

/** A corpus that a panel shows. */
interface Corpus extends Pick<SnippetParams, 'tokenizer' | 'specialTokens'> {
  readonly title: string;
  readonly definition: CorpusDefinition;
  /** The worker's number of it. @throws Error while it is still being read */
  readonly document: number;
}

/** The panels whose parameters a loader has. */
export interface LoaderPanels {
  /** The parameters that a document's panel has, or would open with. */
  settingsFor(document: vscode.TextDocument): LoaderOptionsMessage;
  /** The corpus of an open panel. */
  corpus(uri: string): { readonly corpus: Corpus; readonly settings: LoaderOptionsMessage } | undefined;
}

interface Parts {
  readonly activeDocument: () => Promise<vscode.TextDocument>;
  readonly windows: LoaderPanels;
  readonly tokenizers: TokenizerClient;
  readonly corpora: TokenizerClient;
  readonly follower: DocumentFollower;
}

/** A text of more characters is read from its file instead of standing in the snippet. */
const longestText = 4000;
/** More files than these are no longer a list that somebody would read. */
const mostPaths = 500;
const byteOrderMark = 3;
const count = new Intl.NumberFormat('en-US');

const given = object({ uri: isString, options: optional(loaderOptions) });

/**
 * What a panel passes, `{ uri, options }`; from the palette, the active text and the parameters that its panel has.
 * Menus pass values of their own, which say nothing here.
 */
export async function loaderTargetOf(argument: unknown, parts: Parts): Promise<LoaderTarget> {
  const isGiven = typeof argument === 'object' && argument !== null && 'uri' in argument && isText(argument.uri);
  const asked = isGiven ? given(argument, 'argument') : undefined;
  const corpus = asked === undefined ? undefined : parts.windows.corpus(asked.uri);
  if (corpus !== undefined) return corpusTarget(corpus.corpus, asked?.options ?? corpus.settings, parts.corpora);
  const document =
    asked === undefined
      ? await parts.activeDocument()
      : vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === asked.uri);
  if (document === undefined) throw new Error('The document of these windows is closed. Open it again.');
  return documentTarget(document, asked?.options ?? parts.windows.settingsFor(document), parts);
}

function corpusTarget(corpus: Corpus, options: LoaderOptionsMessage, client: TokenizerClient): LoaderTarget {
  const { title, tokenizer, specialTokens } = corpus;
  return {
    title,
    tokenizer,
    specialTokens,
    options,
    client,
    folder: vscode.Uri.file(corpus.definition.selection.base),
    document: () => corpus.document,
    snippetSource: async () => {
      const paths = await client.call('corpusPaths', { document: corpus.document });
      if (paths.length > mostPaths)
        throw new Error(
          `${title} has ${count.format(paths.length)} files; up to ${count.format(mostPaths)} are listed in a snippet. Export the token ids instead.`,
        );
      return { paths };
    },
  };
}

function documentTarget(
  document: vscode.TextDocument,
  options: LoaderOptionsMessage,
  { follower, tokenizers }: Parts,
): LoaderTarget {
  const title = titleOf(document);
  return {
    title,
    tokenizer: tokenizerOf(document),
    specialTokens: specialTokensOf(document),
    options,
    client: tokenizers,
    folder: document.uri.scheme === 'file' ? vscode.Uri.joinPath(document.uri, '..') : undefined,
    document: () => {
      const id = follower.follow(document)?.id;
      if (id === undefined) throw new Error(`${title} is still being read. Try again in a moment.`);
      return id;
    },
    snippetSource: () => sourceOf(document, follower),
  };
}

/** The text itself where it is short; its file otherwise, if that holds the very same text. */
async function sourceOf(document: vscode.TextDocument, follower: DocumentFollower): Promise<SnippetParams['source']> {
  const length = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
  if (length <= longestText) return { text: document.getText() };
  const name = titleOf(document);
  if (document.isUntitled || document.isDirty || document.uri.scheme !== 'file') {
    throw new Error(
      `${name} has ${count.format(length)} characters; texts of more than ${count.format(longestText)} are read from their file. Save it on this machine first.`,
    );
  }
  const statistics = await follower.follow(document)?.ask('statistics', { selections: [] });
  const { size } = await vscode.workspace.fs.stat(document.uri);
  const shown = statistics?.bytes;
  if (shown !== undefined && size !== shown && size !== shown + byteOrderMark) {
    throw new Error(
      `The file of ${name} has ${count.format(size)} bytes, but its text ${count.format(shown)} in UTF-8: it has another encoding or mixed line endings. Save it as UTF-8 first.`,
    );
  }
  return { paths: [document.uri.fsPath] };
}

const isText = (value: unknown): boolean => typeof value === 'string';
