import type * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import { reportFailure } from '../host/failures';
import {
  definePanel,
  type HostMethods,
  type PanelContent,
  type PanelDefinition,
  type PanelKind,
  type ViewMethods,
} from './definePanel';
import { PanelShell, type PanelFrames } from './panelShell';
import { PanelDocument } from './panelSubject';
import { vscodePanelTexts } from './vscodePanels';

/** A document of VS Code that a panel is about. */
export type DocumentSubject = PanelDocument<vscode.TextDocument>;

const subjectOf = (document: vscode.TextDocument): DocumentSubject =>
  new PanelDocument(document, vscodePanelTexts, reportFailure);

/** Makes a kind of panel that is about documents from its definition, as `definePanel` does. */
export function defineDocumentPanel<H extends HostMethods, V extends ViewMethods, C extends PanelContent<H, V>>(
  definition: Omit<PanelDefinition<DocumentSubject, H, V, C>, 'subjectOf'>,
): PanelKind<DocumentSubject, C> {
  return definePanel({ ...definition, subjectOf: async uri => subjectOf(await vscodePanelTexts.open(uri)) });
}

/** All panels of a kind that is about documents: one for each document. */
export class DocumentPanels<C> {
  readonly #shell: PanelShell<DocumentSubject, C>;

  constructor(frames: PanelFrames, kind: PanelKind<DocumentSubject, C>) {
    this.#shell = new PanelShell(frames, kind, reportFailure);
  }

  /** Brings the document's panel into sight, or opens one. */
  show(document: vscode.TextDocument): C {
    return this.#shell.show(document.uri.toString(), () => subjectOf(document));
  }

  /** What all open panels hold. */
  all(): C[] {
    return this.#shell.all();
  }

  /** Shows the panels again that were open when the window was reloaded. */
  restore(): Disposable {
    return this.#shell.restore();
  }
}
