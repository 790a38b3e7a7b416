/**
 * Python's error for a word that a dictionary does not have, as its traceback ends. A word of the chapter's split holds no quotes.
 *
 * @example keyError('wassup'); // "KeyError: 'wassup'"
 */
export function keyError(word: string): string {
  return `KeyError: '${word.replaceAll('\\', '\\\\')}'`;
}
