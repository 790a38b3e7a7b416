import { CancellationError } from '../base/cancellation';

/** The other side answered with an error; `name` and `message` are its own. */
export class RemoteError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly code?: string | undefined,
  ) {
    super(message);
  }
}

/** The other side ended (exit, crash, disposal) before it answered. */
export class DisconnectedError extends Error {
  override readonly name = 'DisconnectedError';
}

export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly code?: string | undefined;
}

/** An error as it crosses the wire: never its stack, which is of no use to a person and may hold paths. */
export function toWire(error: unknown): WireError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { code } = error as { code?: unknown };
  return { name: error.name, message: error.message, ...(typeof code === 'string' ? { code } : {}) };
}

export function fromWire(error: WireError): Error {
  if (error.name === 'CancellationError') return new CancellationError(error.message);
  return new RemoteError(error.name, error.message, error.code);
}
