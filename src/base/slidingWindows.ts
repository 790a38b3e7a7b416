/** How windows of one length lie over a text: window `w` holds the tokens `w * stride` to before `w * stride + maxLength`. */
export interface WindowShape {
  /** Tokens in each window. */
  readonly maxLength: number;
  /** Tokens from the start of one window to the start of the next. */
  readonly stride: number;
}

/**
 * The windows that hold a token as input, if there are windows without end; `last` is exclusive.
 *
 * A window holds the token if it begins at or before it, which are the windows up to `floor(token / stride)`, and if it does not end
 * before it: window `w` ends before the token if `w * stride + maxLength <= token`, which are the windows before
 * `ceil((token - maxLength + 1) / stride)`. So `first` also counts the windows that end before the token, and `last` those that begin
 * at or before it.
 *
 * @example
 * endlessWindowsHolding(3, { maxLength: 4, stride: 2 }); // { first: 0, last: 2 }: those of tokens 0 to 3 and 2 to 5
 */
export function endlessWindowsHolding(
  token: number,
  { maxLength, stride }: WindowShape,
): { readonly first: number; readonly last: number } {
  return { first: Math.max(0, Math.ceil((token - maxLength + 1) / stride)), last: Math.floor(token / stride) + 1 };
}

/** As {@link endlessWindowsHolding}, of `windows` windows. Where none holds the token, `last` is `first`. */
export function windowsHolding(
  token: number,
  windows: number,
  shape: WindowShape,
): { readonly first: number; readonly last: number } {
  const { first, last } = endlessWindowsHolding(token, shape);
  return { first, last: Math.max(first, Math.min(windows, last)) };
}

/**
 * In how many windows a token can be.
 *
 * @example
 * mostWindowsHolding({ maxLength: 4, stride: 3 }); // 2: windows 0 and 1 share token 3
 */
export function mostWindowsHolding({ maxLength, stride }: WindowShape): number {
  return Math.max(1, Math.ceil(maxLength / stride));
}
