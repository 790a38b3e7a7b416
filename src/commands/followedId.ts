import type * as vscode from 'vscode';
import type { DocumentFollower } from '../host/documentFollower';
import { titleOf } from '../host/documentTitle';

/**
 * The worker's number of a document.
 *
 * @throws Error while it is still being read
 */
export function followedId(follower: DocumentFollower, document: vscode.TextDocument): number {
  const id = follower.follow(document)?.id;
  if (id === undefined) throw new Error(`${titleOf(document)} is still being read. Try again in a moment.`);
  return id;
}
