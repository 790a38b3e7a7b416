/**
 * The paths after `@` in a text, in order, each once: at the start of a line or after a blank, and not in code, which Claude Code's and
 * Gemini CLI's documentation leave out.
 *
 * @example
 * importsIn('See @docs/a.md and `@not/this.md`.'); // ['docs/a.md']
 */
export function importsIn(text: string): string[] {
  const withoutCode = text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '').replace(/`[^`\n]*`/g, '');
  const paths = [...withoutCode.matchAll(/(?<=^|\s)@((?:\.{0,2}\/|~\/)?[\w.-]+(?:\/[\w.-]+)*)/g)].map(match =>
    match[1]!.replace(/[.,;:]+$/, ''),
  );
  // A name without a folder or an ending is somebody's, such as @alice.
  return [...new Set(paths.filter(path => /[./]/.test(path)))];
}

/**
 * A path of an import as a path of slashes; nothing if it leaves the root: a text does not decide which files of the machine are read.
 *
 * @param from the file that has the import
 */
export function importPath(path: string, from: string, root: string): string | undefined {
  if (path.startsWith('~')) return undefined;
  const parts = path.startsWith('/') ? [] : from.split('/').slice(0, -1);
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  const made = (path.startsWith('/') ? '/' : '') + parts.join('/');
  return made.startsWith(`${root}/`) ? made : undefined;
}
