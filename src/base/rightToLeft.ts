/** The blocks whose letters run from right to left, and the marks that turn a text around. */
const rightToLeft =
  /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u200F\u202B\u202E\u2067\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** Whether a text has letters that run from right to left, as those of Arabic and Hebrew do. */
export function hasRightToLeft(text: string): boolean {
  return rightToLeft.test(text);
}
