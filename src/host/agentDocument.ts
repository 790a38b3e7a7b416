import { legible } from '../base/foreignText';
import type { AgentPartMessage, AgentReading } from '../protocol/agents';

/** Where a part stands in the document, in UTF-16 units. */
export interface AgentSection {
  readonly part: AgentPartMessage;
  /** Of its heading. */
  readonly heading: number;
  readonly start: number;
  readonly end: number;
  /** Where the limit cuts it; its end if nothing is cut. */
  readonly cut: number;
}

const count = new Intl.NumberFormat('en-US');

/**
 * What an agent reads as one document: the parts that are always loaded, then those on demand, each under a heading of ours, and at the
 * end where the rules are from. The text of a part is as the agent gets it.
 */
export function agentDocument(reading: AgentReading): { text: string; sections: AgentSection[] } {
  const { agent, root, folder, tokenizer, parts } = reading;
  const where = folder === root ? 'the root of the project' : folder.slice(root.length + 1);
  let text = `What ${legible(agent)} reads in ${legible(where)}, as ${legible(tokenizer)} counts it\n`;
  const sections: AgentSection[] = [];
  const groups = [
    ['Always loaded', 'always', reading.alwaysTokens],
    ['On demand', 'onDemand', reading.onDemandTokens],
  ] as const;
  for (const [title, loaded, tokens] of groups) {
    const own = parts.filter(part => part.loaded === loaded);
    text += `\n═══ ${title}: ${tokensOf(tokens)}, ${own.length === 1 ? '1 part' : `${count.format(own.length)} parts`} ═══\n`;
    for (const part of own) {
      const heading = text.length + 1;
      text += `\n─── ${headingOf(part)} ───\n`;
      const start = text.length;
      text += part.text;
      sections.push({ part, heading, start, end: text.length, cut: start + part.kept });
      text += part.text.endsWith('\n') ? '' : '\n';
    }
  }
  const sources = parts.flatMap(({ source, limit }) => [source, ...(limit === undefined ? [] : [limit.source])]);
  const lines = sources.map(sourceLine);
  if (lines.length > 0) text += `\n═══ Where these rules are from ═══\n\n${[...new Set(lines)].join('\n')}\n`;
  return { text, sections };
}

export const tokensOf = (tokens: number): string => `${count.format(tokens)} ${tokens === 1 ? 'token' : 'tokens'}`;

function headingOf(part: AgentPartMessage): string {
  const { name, label, tokens, when, importedBy } = part;
  const facts = [legible(name), label, tokensOf(tokens)];
  if (importedBy !== undefined) facts.push(`imported by ${legible(importedBy.split('/').at(-1)!)}`);
  if (when !== undefined && when !== '') facts.push(`when: ${legible(when, 120)}`);
  const limit = limitSentence(part);
  return [...facts, ...(limit === undefined ? [] : [limit])].join(' · ');
}

/** What a limit does to a part; nothing if it has none that it reaches. */
export function limitSentence({ limit, text, kept }: AgentPartMessage): string | undefined {
  if (limit === undefined) return undefined;
  const maximum = `${count.format(limit.maximum)} ${limit.unit}`;
  if (limit.effect === 'advice') return `longer than the ${maximum} that are recommended`;
  return `the limit of ${maximum} leaves out the last ${count.format(text.length - kept)} characters`;
}

function sourceLine({ title, read, version }: AgentPartMessage['source']): string {
  const of = version === undefined ? '' : `, version ${version}`;
  return `${title}${of}${read === 'now' ? '' : `, read ${read}`}`;
}
