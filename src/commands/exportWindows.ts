import * as vscode from 'vscode';
import { titleOf } from '../host/documentTitle';
import { choose, foreign, say, showInformation, withProgress, type Choice as Line } from '../host/messages';
import type { tokenizerMethods } from '../protocol/tokenizer';
import type { ParamsOf } from '../rpc/method';
import type { LoaderTarget } from './loaderTarget';

type Params = ParamsOf<typeof tokenizerMethods.exportTokens>;
type Choice = Pick<Params, 'what' | 'format' | 'type'>;

interface Item<T> {
  readonly label: string;
  readonly description: string;
  readonly value: T;
}

const count = new Intl.NumberFormat('en-US');
const title = 'Export Training Windows or Token Ids';

/** Asks what, how and where to, and has it written with progress; cancelling leaves nothing. */
export async function exportWindows(source: LoaderTarget): Promise<void> {
  const choice = await chooseContent();
  if (choice === undefined) return;
  const { what, format } = choice;
  const target = await vscode.window.showSaveDialog({
    title,
    defaultUri: defaultUri(source, `${what}.${format}`),
    filters: { [format]: [format] },
  });
  if (target === undefined) return;
  if (target.scheme !== 'file') throw new Error(`Choose a file on this machine; ${target.toString()} is elsewhere.`);
  const document = source.document();
  const { bytes, rows } = await withProgress(say`Exporting ${titleOf({ uri: target })}`, (onProgress, token) => {
    const params = { document, options: source.options, ...choice, path: target.fsPath };
    return source.client.call('exportTokens', params, { token, onProgress });
  });
  const noun = what === 'windows' ? (rows === 1 ? 'window' : 'windows') : rows === 1 ? 'token id' : 'token ids';
  void showInformation(say`${titleOf({ uri: target })}: ${count.format(rows)} ${noun}, ${count.format(bytes)} bytes.`);
}

async function chooseContent(): Promise<Choice | undefined> {
  const what = await pick<Choice['what']>('What to export', [
    { label: 'Training windows', description: 'inputs and targets, in the order of the loader', value: 'windows' },
    { label: 'Token ids', description: 'the ids of the document, one after the other', value: 'ids' },
  ]);
  if (what === undefined) return undefined;
  const format = await pick<Choice['format']>('File format', formatsOf(what));
  if (format === undefined) return undefined;
  if (format === 'jsonl' || format === 'csv') return { what, format, type: 'int32' };
  const type = await pick<Choice['type']>('Type of the numbers', [
    { label: 'int64', description: "PyTorch's own type of ids", value: 'int64' },
    { label: 'int32', description: 'half the size', value: 'int32' },
    {
      label: 'uint16',
      description:
        format === 'parquet'
          ? 'as large as int32; for vocabularies of at most 65,536 tokens'
          : 'a quarter; for vocabularies of at most 65,536 tokens',
      value: 'uint16',
    },
  ]);
  return type === undefined ? undefined : { what, format, type };
}

function formatsOf(what: Choice['what']): Item<Choice['format']>[] {
  const isWindows = what === 'windows';
  const formats: Item<Choice['format']>[] = [
    {
      label: '.npy',
      description: isWindows ? 'NumPy: one array of (windows, 2, max_length)' : 'NumPy: one array',
      value: 'npy',
    },
    {
      label: '.safetensors',
      description: isWindows ? 'tensors inputs and targets' : 'a tensor ids',
      value: 'safetensors',
    },
    { label: '.parquet', description: 'a table with columns', value: 'parquet' },
    { label: '.jsonl', description: 'a JSON object for each line', value: 'jsonl' },
    { label: '.csv', description: 'a line for each, with a header', value: 'csv' },
  ];
  if (!isWindows) formats.push({ label: '.bin', description: 'numbers alone, as nanoGPT reads them', value: 'bin' });
  return formats;
}

async function pick<T>(placeHolder: string, items: readonly Item<T>[]): Promise<T | undefined> {
  const lines: (Line & { readonly value: T })[] = items.map(({ label, description, value }) => ({
    label: foreign(label),
    description: foreign(description),
    value,
  }));
  return (await choose(lines, { title: foreign(title), placeHolder: foreign(placeHolder) }))?.value;
}

/** Beside the text, or in the first folder of the workspace. */
function defaultUri({ title, folder }: LoaderTarget, ending: string): vscode.Uri {
  // A title may be a glob: what no file system takes becomes a hyphen.
  const name = `${title.replace(/\.[^.]*$/, '').replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-')}-${ending}`;
  const place = folder ?? vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  return place === undefined ? vscode.Uri.file(name) : vscode.Uri.joinPath(place, name);
}
