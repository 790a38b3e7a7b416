import type { ComparedRow, Comparison } from '../../protocol/comparison';
import { figure } from '../windows/figures';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';

/** How much more or less than the first, in percent; nothing where there is nothing to compare. */
export function changeOf(tokens: number, first: number): string {
  if (first === 0) return '';
  const percent = (100 * (tokens - first)) / first;
  if (tokens === first) return 'the same';
  const shown = Math.abs(percent) < 0.1 ? 'under 0.1' : Math.abs(percent).toFixed(1);
  return `${percent < 0 ? '−' : '+'}${shown} %`;
}

/** A row for each tokenizer: how many tokens the text has, what that is for each character and byte, and which tokens only it has. */
export function comparisonTable({ rows, characters, bytes }: Comparison, remove: (name: string) => void): HTMLElement {
  const heads: readonly (readonly [name: string, help: string])[] = [
    ['tokenizer', 'Its name'],
    ['tokens', 'How many tokens this text has'],
    ['', 'Tokens beside those of the longest'],
    ['beside the first', 'How many more or fewer tokens than with the first tokenizer'],
    ['characters per token', 'Code points of the text for each token'],
    ['bytes per token', 'Bytes of its UTF-8 for each token'],
    ['vocabulary', 'One more than the highest id'],
    ['used here', 'Different tokens in this text'],
    ['only here', 'Those of them that no other of these tokenizers has in this text'],
  ];
  const first = rows.find(({ problem }) => problem === undefined)?.tokens ?? 0;
  const most = Math.max(1, ...rows.map(({ tokens }) => tokens));
  const body = rows.map((row, index) => {
    const name = element('th', { scope: 'row' }, element('span', { class: 'name' }, row.name));
    if (rows.length > 1) {
      const away = element(
        'button',
        { class: 'remove', title: `Leave ${row.name} out`, 'aria-label': `Leave ${row.name} out` },
        '×',
      );
      away.addEventListener('click', () => remove(row.name));
      name.append(away);
    }
    if (row.problem !== undefined)
      return element('tr', {}, name, element('td', { colspan: '8', class: 'wrong' }, row.problem));
    return element('tr', {}, name, ...figuresOf(row, { characters, bytes, first, most, isFirst: index === 0 }));
  });
  return element(
    'table',
    { class: 'comparison' },
    element(
      'thead',
      {},
      element('tr', {}, ...heads.map(([name, help]) => element('th', { scope: 'col', title: help }, name))),
    ),
    element('tbody', {}, ...body),
  );
}

interface Whole {
  readonly characters: number;
  readonly bytes: number;
  readonly first: number;
  readonly most: number;
  readonly isFirst: boolean;
}

function figuresOf(row: ComparedRow, { characters, bytes, first, most, isFirst }: Whole): HTMLElement[] {
  const cell = (text: string): HTMLElement => element('td', { class: 'figure' }, text);
  const each = (of: number): string => (row.tokens === 0 ? '' : (of / row.tokens).toFixed(2));
  const bar = element('span', { class: 'length' });
  bar.style.width = `${(100 * row.tokens) / most}%`;
  const own = row.own.map(({ text, count }) => `${text} (${figure(count)})`).join('  ');
  const only = element('td', { class: 'figure', title: own }, figure(row.ownCount));
  return [
    cell(figure(row.tokens)),
    element('td', { class: 'bar-cell', 'aria-hidden': 'true' }, bar),
    cell(isFirst ? '' : changeOf(row.tokens, first)),
    cell(each(characters)),
    cell(each(bytes)),
    cell(figure(row.vocabularySize)),
    cell(figure(row.distinct)),
    only,
  ];
}

/** The tokens that one tokenizer alone uses in this text. */
export function ownTokens(rows: readonly ComparedRow[]): HTMLElement {
  const items = rows
    .filter(({ own }) => own.length > 0)
    .map(({ name, own, ownCount }) =>
      element(
        'p',
        {},
        element('span', { class: 'name' }, name),
        ' ',
        ...own.flatMap(({ text, count }, index) => [
          tokenElement(text, index),
          element('span', { class: 'id' }, ` ${figure(count)} `),
        ]),
        ownCount > own.length ? `and ${figure(ownCount - own.length)} more` : '',
      ),
    );
  return element(
    'details',
    { class: 'own' },
    element('summary', {}, 'Tokens that only one of them has here, and how often'),
    ...(items.length > 0 ? items : [element('p', {}, 'There are none.')]),
  );
}
