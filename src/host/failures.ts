import { isCancellation } from '../base/cancellation';
import { messageOf, showError } from './messages';

const shown = new Set<string>();

/** Tells the person what went wrong; the same sentence only once until it is dismissed. A cancellation is nobody's failure. */
export function reportFailure(error: unknown): void {
  if (isCancellation(error)) return;
  const message = messageOf(error);
  const text = message.toString();
  if (shown.has(text)) return;
  shown.add(text);
  void showError(message).then(() => shown.delete(text));
}
