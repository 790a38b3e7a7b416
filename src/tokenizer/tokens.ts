/**
 * A text as a model receives it: ids, and where in the text each came from.
 *
 * All three arrays have one entry a token. Offsets are UTF-16 code units of the text, as VS Code's are; `ends` are exclusive.
 * Tokens tile the text without gaps, in order. A token that holds only some of a character's bytes spans the whole character, so
 * that neighbours may overlap: tokens i and i + 1 share a character exactly if `starts[i + 1] < ends[i]`, and a run of tokens that
 * share characters is one segment on screen.
 *
 * @example
 * // gpt2, "The cat": two tokens, the second with its leading space
 * { ids: [464, 3797], starts: [0, 3], ends: [3, 7] }
 * // gpt2, "🦜": three tokens of one character, which is two UTF-16 units long
 * { ids: [8582, 99, 250], starts: [0, 0, 0], ends: [2, 2, 2] }
 */
export interface Tokens {
  readonly ids: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
}

/**
 * What to do with the text of a special token such as `<|endoftext|>`:
 * - `text`: it is ordinary text, cut into ordinary tokens (tiktoken's `disallowed_special=()`).
 * - `encode`: it becomes its one special id (tiktoken's `allowed_special="all"`).
 * - `error`: its presence is an error that names it and its offset (tiktoken's default).
 */
export type SpecialTokenPolicy = 'text' | 'encode' | 'error';
