/** What the status bar's tooltip says of a text. */
export interface TextStatistics {
  readonly tokens: number;
  /** UTF-16 code units. */
  readonly units: number;
  /** Code points. */
  readonly characters: number;
  /** In UTF-8. */
  readonly bytes: number;
  /** Runs of non-white-space. */
  readonly words: number;
}
