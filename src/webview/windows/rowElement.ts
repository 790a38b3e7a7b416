import type { WindowsDisplay, WindowSettings } from '../../protocol/windowsPanel';
import { element } from '../ui/element';
import { tokenElement } from '../ui/token';
import { isInRange, type Cell, type CellRange } from './cellSelection';
import { figure } from './figures';
import type { ShownRow } from './pages';

/** Everything that decides how a row looks. */
export interface RowLook {
  readonly settings: WindowSettings;
  readonly display: WindowsDisplay;
  /** Room for the numbers of batches and windows. */
  readonly digits: { readonly batch: number; readonly window: number };
  readonly selection: CellRange;
  readonly focus: Cell;
  /** The token at the editor's cursor. */
  readonly cursor: number | undefined;
  /** Whether the pointer is at a token, here or in another panel. */
  readonly isPointed: (token: number) => boolean;
}

/** Pixels of a column, by what stands in a cell. */
export const columnWidths = { both: 92, text: 92, ids: 64 } as const;

/** The numbers of the columns from `first` to before `last`. */
export function headerElement(look: RowLook, first: number, last: number): HTMLElement {
  const lead = element(
    'div',
    { class: 'lead', role: 'columnheader', 'aria-colindex': '1' },
    element('span', { class: 'batch' }, 'batch'),
    element('span', { class: 'window' }, 'window'),
  );
  sizeLead(look, lead);
  const positions = element('div', { class: 'line', role: 'presentation' });
  for (let column = first; column < last; column++)
    positions.append(placed(look, element('div', { class: 'cell', role: 'columnheader' }, String(column)), column));
  return element('div', { class: 'columns', role: 'presentation' }, lead, positions);
}

/** A window: its line of inputs and its line of targets, in the columns from `first` to before `last`. */
export function rowElement(
  look: RowLook,
  row: number,
  found: ShownRow | undefined,
  first: number,
  last: number,
): HTMLElement {
  const made = element('div', { class: 'window-row' });
  if (found === undefined) {
    made.append(element('div', { class: 'lead' }, '…'));
    return made;
  }
  made.setAttribute('aria-label', `batch ${found.batch}, window ${found.window}`);
  made.classList.toggle('odd-batch', found.batch % 2 === 1);
  made.classList.toggle('first-of-batch', row % look.settings.batchSize === 0);
  made.dataset['row'] = String(row);
  made.append(
    leadElement(look, found),
    lineElement(look, row, 0, found, first, last),
    lineElement(look, row, 1, found, first, last),
  );
  return made;
}

function leadElement(look: RowLook, { batch, window }: ShownRow): HTMLElement {
  const lead = element(
    'div',
    { class: 'lead', role: 'presentation' },
    element('span', { class: 'batch' }, figure(batch)),
    element('span', { class: 'window' }, figure(window)),
    element('span', { class: 'kind' }, 'input'),
    element('span', { class: 'kind' }, 'target'),
  );
  sizeLead(look, lead);
  return lead;
}

function sizeLead({ digits }: RowLook, lead: HTMLElement): void {
  lead.style.gridTemplateColumns = `${digits.batch}ch ${digits.window}ch 1fr`;
}

function lineElement(
  look: RowLook,
  row: number,
  shift: 0 | 1,
  found: ShownRow,
  first: number,
  last: number,
): HTMLElement {
  const offset = look.display.shifted ? shift : 0;
  const index = 2 * row + shift;
  const line = element('div', {
    class: shift === 0 ? 'line input' : 'line target',
    role: 'row',
    'aria-rowindex': String(index + 2),
    'aria-label': shift === 0 ? 'input' : 'target',
  });
  const end = Math.min(last - offset, look.settings.maxLength);
  for (let column = Math.max(0, first - offset); column < end; column++)
    line.append(placed(look, cellElement(look, { line: index, column }, found, column + shift), column + offset));
  return line;
}

function cellElement(look: RowLook, cell: Cell, { ids, texts, first }: ShownRow, position: number): HTMLElement {
  const id = ids[position]!;
  const token = first + position;
  const isSelected = isInRange(cell, look.selection);
  const isFocus = cell.line === look.focus.line && cell.column === look.focus.column;
  const made = element('div', {
    class: `cell${isSelected ? ' selected' : ''}${isFocus ? ' focus' : ''}${token === look.cursor ? ' here' : ''}${look.isPointed(token) ? ' pointed' : ''}`,
    role: 'gridcell',
    id: `cell-${cell.line}-${cell.column}`,
    'aria-colindex': String(cell.column + 2),
    'aria-selected': String(isSelected),
  });
  made.dataset['line'] = String(cell.line);
  made.dataset['column'] = String(cell.column);
  made.dataset['token'] = String(token);
  if (look.display.cells === 'ids') {
    const chip = tokenElement('', token);
    chip.append(String(id));
    made.append(chip);
    return made;
  }
  made.append(tokenElement(texts[id] ?? '', token));
  if (look.display.cells === 'both') made.append(element('span', { class: 'id' }, String(id)));
  return made;
}

function placed<T extends HTMLElement>({ display }: RowLook, cell: T, column: number): T {
  const width = columnWidths[display.cells];
  cell.style.left = `${column * width}px`;
  cell.style.width = `${width}px`;
  return cell;
}
