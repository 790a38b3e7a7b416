import * as vscode from 'vscode';
import { say, showDone } from '../host/messages';
import type { LoaderTarget } from './loaderTarget';

/** Puts Python that gives the same windows on the clipboard. */
export async function copyLoader(engine: 'pytorch' | 'ray', target: LoaderTarget): Promise<void> {
  const { title, tokenizer, specialTokens, options } = target;
  const source = await target.snippetSource();
  const snippet = await target.client.call('loaderSnippet', { engine, tokenizer, specialTokens, options, source });
  await vscode.env.clipboard.writeText(snippet);
  const name = engine === 'pytorch' ? 'PyTorch' : 'Ray Data';
  showDone(say`Copied the data loader of ${title} as ${name}`);
}
