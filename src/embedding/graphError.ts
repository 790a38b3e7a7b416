/** A file that cannot be used as an embedding graph; the message is written for the person who chose it. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  /** @param code `SEVERAL_TABLES` where a person has to choose a table */
  constructor(
    message: string,
    readonly code?: 'SEVERAL_TABLES',
  ) {
    super(message);
  }
}
