import type { DocumentFollower } from '../host/documentFollower';
import type { TintedDocuments } from '../host/tintedDocuments';
import type { WindowTints } from '../host/windowTints';
import { PlaceMarks } from './placeMarks';
import { WindowMarks } from './windowMarks';

/** Tints windows with decorations of VS Code's editors. */
export function editorTints(follower: DocumentFollower, tinted: TintedDocuments): WindowTints {
  return {
    ofDocument: document => new WindowMarks(follower, document, tinted),
    ofFiles: () => new PlaceMarks(tinted),
  };
}
