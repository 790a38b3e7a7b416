import type { CountedFile } from '../protocol/context';

/** A file, or a folder with the sums of what is in it. */
export interface FolderNode {
  /** Of the folder or the file alone. */
  readonly name: string;
  /** Relative to the base, with slashes; empty for the root. */
  readonly path: string;
  readonly tokens: number;
  readonly bytes: number;
  readonly files: number;
  /** The largest first; left out for a file. */
  readonly children?: readonly FolderNode[];
}

interface Draft {
  readonly folders: Map<string, Draft>;
  readonly files: CountedFile[];
}

/**
 * Counted files as a tree of their folders, everywhere the largest first, those of the same size by their names.
 *
 * @param filter only files whose path holds it, in upper or lower case
 * @example
 * folderTree([{ name: 'a/b.md', tokens: 3, bytes: 9 }]).children![0]!.name; // 'a'
 */
export function folderTree(files: readonly CountedFile[], filter = ''): FolderNode {
  const root: Draft = { folders: new Map(), files: [] };
  const wanted = filter.toLowerCase();
  for (const file of files) {
    if (!file.name.toLowerCase().includes(wanted)) continue;
    let at = root;
    for (const folder of file.name.split('/').slice(0, -1)) {
      let next = at.folders.get(folder);
      if (next === undefined) at.folders.set(folder, (next = { folders: new Map(), files: [] }));
      at = next;
    }
    at.files.push(file);
  }
  return nodeOf(root, '', '');
}

function nodeOf({ folders, files }: Draft, name: string, path: string): FolderNode {
  const below = (child: string): string => (path === '' ? child : `${path}/${child}`);
  const children = [
    ...[...folders].map(([folder, draft]) => nodeOf(draft, folder, below(folder))),
    ...files.map(file => ({ ...file, name: file.name.split('/').at(-1)!, path: file.name, files: 1 })),
  ].sort((a, b) => b.tokens - a.tokens || (a.name < b.name ? -1 : 1));
  const sum = (of: (node: FolderNode) => number): number => children.reduce((total, node) => total + of(node), 0);
  return {
    name,
    path,
    tokens: sum(({ tokens }) => tokens),
    bytes: sum(({ bytes }) => bytes),
    files: sum(node => node.files),
    children,
  };
}

/**
 * Two characters for the explorer, which draws no more: the tooltip has the exact count.
 *
 * @example
 * [42, 420, 4200, 42000, 4200000].map(badgeOf); // ['42', '<k', '4k', '+k', '4M']
 */
export function badgeOf(tokens: number): string {
  if (tokens < 100) return String(tokens);
  if (tokens < 1000) return '<k';
  if (tokens < 10_000) return `${Math.floor(tokens / 1000)}k`;
  if (tokens < 1_000_000) return '+k';
  return tokens < 10_000_000 ? `${Math.floor(tokens / 1_000_000)}M` : '+M';
}

/** The counts as a table: a line for each file, in the order of their names. */
export function countsAsCsv(files: readonly CountedFile[]): string {
  const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // A spreadsheet takes a cell that begins so for a formula.
  const safe = (text: string): string => cell(/^[=+\-@\t]/.test(text) ? `'${text}` : text);
  return ['path,tokens,bytes', ...files.map(({ name, tokens, bytes }) => `${safe(name)},${tokens},${bytes}`), ''].join(
    '\n',
  );
}

export function countsAsJson(files: readonly CountedFile[], about: Readonly<Record<string, unknown>>): string {
  const listed = files.map(({ name: path, tokens, bytes }) => ({ path, tokens, bytes }));
  return `${JSON.stringify({ ...about, files: listed }, undefined, 2)}\n`;
}

/** A class, a function and the like, with its tokens. */
export interface SymbolNode {
  readonly name: string;
  readonly tokens: number;
  readonly start: number;
  readonly end: number;
  readonly children: readonly SymbolNode[];
}

interface SymbolRange {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly children: readonly SymbolRange[];
}

/**
 * The tokens of the symbols of a text, the largest first: a token is of a symbol that holds its start.
 *
 * @param starts of all tokens, in UTF-16 units
 */
export function symbolTokens(symbols: readonly SymbolRange[], starts: Uint32Array): SymbolNode[] {
  const before = (offset: number): number => {
    let [low, high] = [0, starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return symbols
    .map(({ name, start, end, children }) => ({
      name,
      start,
      end,
      tokens: before(end) - before(start),
      children: symbolTokens(children, starts),
    }))
    .sort((a, b) => b.tokens - a.tokens || a.start - b.start);
}
