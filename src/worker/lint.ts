import { findingsIn, type LintEdit, type LintOptions } from '../context/lint/findings';
import type { LintReport } from '../protocol/context';
import type { OpenDocument } from './documents';

/** Kinds that are told of only where mending them saves something; the others are read otherwise than they look. */
const savingKinds: ReadonlySet<string> = new Set(['trailingBlanks', 'lineEnds', 'blankAtEnd']);

/**
 * What a lint finds in a document, and how many tokens mending it saves, each alone and all together: measured by mending the document,
 * which goes by the edits, and putting it back.
 *
 * @param most findings that are measured and told of
 */
export function lintOf(
  { tokens, tokenizer }: OpenDocument,
  { isMarkdown, most }: Pick<LintOptions, 'isMarkdown'> & { readonly most: number },
): LintReport {
  const text = tokens.text(0, tokens.length);
  const found = findingsIn(text, { isMarkdown, specialTokens: tokenizer.specialTokens.keys() });
  const whole = tokens.tokenCount;
  const savedBy = (edits: readonly LintEdit[]): number => {
    if (edits.length === 0) return 0;
    // The last place first, so that none moves another.
    const back = [...edits].sort((a, b) => b.start - a.start);
    tokens.edit(back.map(({ start, end, text: mended }) => ({ offset: start, length: end - start, text: mended })));
    const saved = whole - tokens.tokenCount;
    const undo: { offset: number; length: number; text: string }[] = [];
    let moved = 0;
    for (const { start, end, text: mended } of back.reverse()) {
      undo.unshift({ offset: start + moved, length: mended.length, text: text.slice(start, end) });
      moved += mended.length - (end - start);
    }
    tokens.edit(undo);
    return saved;
  };
  const findings = found.slice(0, most).map(finding => ({
    ...finding,
    edits: [...finding.edits],
    tokens: tokensIn(tokens, finding),
    saved: savedBy(finding.edits),
  }));
  const told = findings.filter(({ kind, saved }) => !savingKinds.has(kind) || saved > 0);
  const all = apart(told.flatMap(({ edits }) => edits));
  return { findings: told, total: found.length, savedByAll: savedBy(all) };
}

function tokensIn(tokens: OpenDocument['tokens'], { start, end }: { start: number; end: number }): number {
  const { first, last } = tokens.tokenRange(start, end);
  return last - first;
}

/** Of edits that meet, the first. */
export function apart(edits: readonly LintEdit[]): LintEdit[] {
  const kept: LintEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start))
    if (edit.start >= (kept.at(-1)?.end ?? 0)) kept.push(edit);
  return kept;
}
