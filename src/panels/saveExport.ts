import * as vscode from 'vscode';
import type { Files } from '../platform/files';
import type { SavedFile } from '../protocol/vectorsPanel';

/** More than this is no picture and no table that a panel draws. */
const maximumBytes = 1 << 28;
const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const kinds = { png: 'PNG picture', svg: 'SVG picture', tsv: 'Tab-separated values' } as const;

/**
 * Writes what a panel has drawn where the person says; whether it was written. Content comes from a web page: it has to be what it
 * says it is, and the name is made here.
 */
export async function saveExport(
  files: Files,
  document: vscode.TextDocument,
  { what, kind, bytes }: SavedFile,
): Promise<boolean> {
  if (bytes.length > maximumBytes) throw new RangeError(`A file of ${bytes.length} bytes is too large to save.`);
  if (kind === 'png' && pngSignature.some((byte, i) => bytes[i] !== byte))
    throw new TypeError('This is no PNG picture.');
  if (kind === 'svg' && !new TextDecoder().decode(bytes.subarray(0, 4)).startsWith('<svg'))
    throw new TypeError('This is no SVG picture.');
  const folder = document.uri.scheme === 'untitled' ? undefined : vscode.Uri.joinPath(document.uri, '..');
  const base = document.uri.path.split('/').at(-1) ?? 'tokens';
  const start = folder ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  const target = await vscode.window.showSaveDialog({
    ...(start === undefined ? {} : { defaultUri: vscode.Uri.joinPath(start, `${base}.${what}.${kind}`) }),
    filters: { [kinds[kind]]: [kind] },
    title: `Save ${what}`,
  });
  if (target === undefined) return false;
  if (target.scheme === 'file') await files.writeWhole(target.toString(), bytes);
  // A file system of another extension writes as it can.
  else await vscode.workspace.fs.writeFile(target, bytes);
  return true;
}
