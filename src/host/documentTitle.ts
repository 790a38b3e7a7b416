/** What a text is called where there is little room: the name of its file. */
export function titleOf({ uri }: { readonly uri: { readonly path: string; toString(): string } }): string {
  const { path } = uri;
  return path.slice(path.lastIndexOf('/') + 1) || uri.toString();
}
