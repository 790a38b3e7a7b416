import type { LintReport } from '../protocol/context';

export type LintFinding = LintReport['findings'][number];

const count = new Intl.NumberFormat('en-US');
const tokensOf = (tokens: number): string => `${count.format(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`;

/** Names of files that an agent or a model is given as they are. */
const agentFile =
  /(^|\/)(AGENTS(\.override)?|CLAUDE(\.local)?|GEMINI|SKILL|MEMORY|copilot-instructions)\.md$|\.(instructions|prompt|agent|chatmode)\.md$|\.mdc$|(^|\/)\.(windsurf|claude)\/rules\/.*\.md$/;

/** Whether a path is of a file that agents load. */
export const isAgentFile = (path: string): boolean => agentFile.test(path);

/** What is found and what mending it saves under a tokenizer, as measured. */
export function lintSentence({ kind, tokens, saved }: LintFinding, tokenizer: string): string {
  switch (kind) {
    case 'trailingBlanks':
      return `Blanks at the end of a line. Without them the document has ${fewer(saved)} of ${tokenizer}.`;
    case 'lineEnds':
      return `The lines end with CR and LF. With LF alone the document has ${fewer(saved)} of ${tokenizer}.`;
    case 'notNormalized':
      return `This is not in Unicode's normal form NFC: a model reads other tokens than of the same letters typed. In NFC the document has ${fewer(saved)} of ${tokenizer}.`;
    case 'invisible':
      return `Characters that nobody sees, and a model reads. Without them the document has ${fewer(saved)} of ${tokenizer}.`;
    case 'lookAlike':
      return `Letters of another script that look like Latin ones: a model reads another word. In Latin letters the document has ${fewer(saved)} of ${tokenizer}.`;
    case 'specialToken':
      return `The text of a special token: where a reader takes it for one, it ends or begins a message there. Here it is ${tokensOf(tokens)} of ${tokenizer}.`;
    case 'encodedData':
      return `Encoded data, which a model hardly reads: ${tokensOf(tokens)} of ${tokenizer}.`;
    case 'blankAtEnd':
      return `A blank at the end: words begin with their blank, so a model goes on less well after it. Without it the document has ${fewer(saved)} of ${tokenizer}.`;
  }
}

function fewer(saved: number): string {
  if (saved === 0) return 'as many tokens';
  return `${tokensOf(Math.abs(saved))} ${saved > 0 ? 'fewer' : 'more'}`;
}

/** What mends a finding, as the title of a fix; nothing where only a person can. */
export function fixTitle({ kind, saved, edits }: LintFinding): string | undefined {
  if (edits.length === 0) return undefined;
  const act = {
    trailingBlanks: 'Remove these blanks',
    lineEnds: 'End all lines with LF',
    notNormalized: 'Write it in NFC',
    invisible: 'Remove the invisible characters',
    lookAlike: 'Write it in Latin letters',
    blankAtEnd: 'Remove the blank at the end',
    specialToken: '',
    encodedData: '',
  }[kind];
  return `${act} (${savedOf(saved)})`;
}

/** The same for several: `saves 12 tokens`. */
export function savedOf(saved: number): string {
  if (saved === 0) return 'as many tokens';
  return saved > 0 ? `saves ${tokensOf(saved)}` : `costs ${tokensOf(-saved)}`;
}
