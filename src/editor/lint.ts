import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { DocumentFollower } from '../host/documentFollower';
import { fixTitle, isAgentFile, lintSentence, savedOf, type LintFinding } from '../host/lintMessages';
import { affects, readSetting } from '../host/settings';
import type { LintReport } from '../protocol/context';
import { SettledDocuments } from './settledDocuments';

const most = 200;
/** Milliseconds that a document's tokens stay the same before it is looked at: while somebody types, blanks come and go. */
const quietTime = 400;
const fixAll = vscode.CodeActionKind.SourceFixAll.append('tokenscope');

interface Held {
  readonly version: number;
  readonly report: LintReport;
}

/** Diagnostics of what costs tokens needlessly or is read otherwise than it looks, with fixes that say what they save. */
export class TokenLint implements vscode.CodeActionProvider, Disposable {
  readonly #store = new DisposableStore();
  readonly #diagnostics = this.#store.add(vscode.languages.createDiagnosticCollection('tokenscope.lint'));
  readonly #held = new Map<vscode.TextDocument, Held>();

  constructor(private readonly follower: DocumentFollower) {
    const settled = this.#store.add(
      new SettledDocuments(follower, {
        quietTime,
        look: document => this.#update(document),
        forget: document => this.#forget(document),
      }),
    );
    this.#store.add(
      vscode.workspace.onDidChangeConfiguration(event => {
        if (affects(event, 'lint')) for (const { document } of vscode.window.visibleTextEditors) settled.wait(document);
      }),
    );
    this.#store.add(
      vscode.languages.registerCodeActionsProvider({ pattern: '**' }, this, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll],
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }

  provideCodeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const held = this.#held.get(document);
    if (held?.version !== document.version) return [];
    const { findings, savedByAll } = held.report;
    const actions = findings.flatMap(finding => {
      const title = fixTitle(finding);
      if (title === undefined || rangeOf(document, finding).intersection(range) === undefined) return [];
      return [this.#action(document, title, vscode.CodeActionKind.QuickFix, [finding])];
    });
    const mendable = findings.filter(({ edits }) => edits.length > 0);
    if (mendable.length < 2) return actions;
    const title = `Mend all that Tokenscope finds in this file (${savedOf(savedByAll)})`;
    const { QuickFix } = vscode.CodeActionKind;
    const all = [fixAll, ...(actions.length > 0 ? [QuickFix] : [])];
    return [...actions, ...all.map(kind => this.#action(document, title, kind, mendable))];
  }

  #action(
    document: vscode.TextDocument,
    title: string,
    kind: vscode.CodeActionKind,
    findings: readonly LintFinding[],
  ): vscode.CodeAction {
    const action = new vscode.CodeAction(title, kind);
    const edits: vscode.TextEdit[] = [];
    let end = 0;
    for (const { kind: found, edits: own } of [...findings].sort((a, b) => a.start - b.start)) {
      if (found === 'lineEnds') edits.push(vscode.TextEdit.setEndOfLine(vscode.EndOfLine.LF));
      else
        for (const edit of own) {
          // Of two that meet, the first.
          if (edit.start < end) continue;
          edits.push(vscode.TextEdit.replace(rangeOf(document, edit), edit.text));
          ({ end } = edit);
        }
    }
    action.edit = new vscode.WorkspaceEdit();
    action.edit.set(document.uri, edits);
    const diagnostics = this.#diagnostics.get(document.uri) ?? [];
    action.diagnostics = diagnostics.filter(({ range }) =>
      findings.some(finding => rangeOf(document, finding).isEqual(range)),
    );
    return action;
  }

  async #update(document: vscode.TextDocument): Promise<void> {
    const setting = readSetting('lint', document);
    const isWanted = setting === 'always' || (setting === 'agentFiles' && isAgentFile(document.uri.path));
    if (!isWanted) {
      this.#forget(document);
      return;
    }
    const { version } = document;
    const followed = this.follower.follow(document);
    const isMarkdown = document.languageId === 'markdown';
    const report = await followed?.ask('lint', { isMarkdown, most });
    if (followed === undefined || report === undefined || this.#store.isDisposed) return;
    this.#held.set(document, { version, report });
    const diagnostics = report.findings.map(finding => {
      const message = lintSentence(finding, followed.tokenizer);
      const made = new vscode.Diagnostic(rangeOf(document, finding), message, severityOf(finding));
      made.source = 'Tokenscope';
      made.code = finding.kind;
      return made;
    });
    this.#diagnostics.set(document.uri, diagnostics);
  }

  #forget(document: vscode.TextDocument): void {
    this.#held.delete(document);
    this.#diagnostics.delete(document.uri);
  }
}

function rangeOf(document: vscode.TextDocument, { start, end }: { start: number; end: number }): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

function severityOf({ kind }: LintFinding): vscode.DiagnosticSeverity {
  const misleads = ['invisible', 'lookAlike', 'specialToken'].includes(kind);
  return misleads ? vscode.DiagnosticSeverity.Warning : vscode.DiagnosticSeverity.Information;
}
