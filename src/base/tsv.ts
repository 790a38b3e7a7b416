/**
 * Rows as tab-separated text, the first one being the heads. Tabs, line ends and backslashes in a cell are written `\t`, `\n`, `\r` and
 * `\\`, so that a row is always one line and nothing is lost. A spreadsheet runs a
 * text that begins with `=`, `+`, `-` or `@` as a formula: such a cell, and one that begins with an apostrophe, gets an apostrophe in
 * front, which a spreadsheet takes as "this is text" and a program takes off. Numbers that are not whole have nine digits, which tell every 32-bit float.
 *
 * @example
 * tsv([['id', 'token', 'cosine'], [198, '\n', 0.5]]); // 'id\ttoken\tcosine\n198\t\\n\t0.5\n'
 */
export function tsv(rows: Iterable<readonly (string | number)[]>): string {
  let text = '';
  for (const row of rows) text += `${row.map(cell).join('\t')}\n`;
  return text;
}

const names: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\\': '\\\\' };

function cell(value: string | number): string {
  if (typeof value === 'string')
    return value.replace(/^\s*['=+\-@＝＋－＠]/, "'$&").replace(/[\t\n\r\\]/g, character => names[character]!);
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(9)));
}
