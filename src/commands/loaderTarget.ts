import * as vscode from 'vscode';
import { errorText } from '../base/foreignText';
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
      const { document } = corpus;
      const { changed, added, removed } = await client.call('corpusChanges', { document });
      if (changed + added + removed > 0)
        throw new Error(
          `Files of ${title} have changed on the disk since they were read: Python would get other ids. Read them again first.`,
        );
      const paths = await client.call('corpusPaths', { document });
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
  await demandSameFile(document, follower);
  return { paths: [document.uri.fsPath] };
}

/** @throws Error if Python would read another text than the editor shows, and so get other ids */
async function demandSameFile(document: vscode.TextDocument, follower: DocumentFollower): Promise<void> {
  const name = titleOf(document);
  const path = document.uri.fsPath;
  const compared = await follower
    .follow(document)
    ?.ask('fileDifference', { path })
    .catch((error: unknown) => {
      throw new Error(`The file of ${name} cannot be compared with its text: it ${errorText(error)}.`);
    });
  if (compared === undefined) throw new Error(`${name} is still being read. Try again in a moment.`);
  const { difference } = compared;
  if (difference === undefined) return;
  const place = `line ${count.format(difference.line)}`;
  throw new Error(
    difference.kind === 'lineEndings'
      ? `The file of ${name} ends its lines in several ways, and ${place} otherwise than the editor shows it: Python would get other ids. Save it once more, so that all lines end as in the editor.`
      : `The file of ${name} has another text than the editor, from ${place} on. Save or revert it first.`,
  );
}

const isText = (value: unknown): boolean => typeof value === 'string';
