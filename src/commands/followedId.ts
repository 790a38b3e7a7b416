import type * as vscode from 'vscode';
import type { DocumentFollower } from '../host/documentFollower';
import { titleOf } from '../host/documentTitle';

/**
 * The worker's number of a document.
 *
 * @throws Error while it is still being read, and why if it cannot be
 */
export function followedId(follower: DocumentFollower, document: vscode.TextDocument): number {
  const followed = follower.follow(document);
  if (followed?.problem !== undefined) throw followed.problem;
  const id = followed?.id;
  if (id === undefined) throw new Error(`${titleOf(document)} is still being read. Try again in a moment.`);
  return id;
}
