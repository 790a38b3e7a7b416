import * as vscode from 'vscode';
import { isCancellation } from '../base/cancellation';

const shown = new Set<string>();

/** Tells the person what went wrong; the same sentence only once until it is dismissed. A cancellation is nobody's failure. */
export function reportFailure(error: unknown): void {
  if (isCancellation(error)) return;
  const message = error instanceof Error ? error.message : String(error);
  if (shown.has(message)) return;
  shown.add(message);
  void vscode.window.showErrorMessage(message).then(() => shown.delete(message));
}
