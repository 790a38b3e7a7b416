import * as vscode from 'vscode';
import { choose, say, showInformation, showWarning, type Choice } from '../host/messages';
import { readSetting, writeSetting } from '../host/settings';
import { graphNames } from '../host/defaultTable';
import { overridesOf, type EmbeddingGraph, type EmbeddingGraphs } from '../host/embeddingGraphs';
import type { TableCardMessage } from '../protocol/inference';
import { positionChoices, withTables, type PositionAnswer } from './positionChoices';

interface Item extends Choice {
  readonly action: 'browse' | 'trained' | 'seeded' | 'create' | 'table';
}

const title = 'Select Embedding Graph';
const heading = say`Select Embedding Graph`;
const basename = (path: string): string => vscode.Uri.file(path).path.split('/').at(-1) ?? path;
const count = new Intl.NumberFormat('en-US');

/** Asks for a graph or weights, and keeps the file as a setting once it has been opened and understood. */
export async function selectGraph(graphs: EmbeddingGraphs): Promise<void> {
  const setting = readSetting('embedding.graph');
  const current = Object.values<string>(graphNames).includes(setting) ? '' : setting;
  const items: Item[] = [
    {
      label: say`$(folder-opened) Browse for a graph or weights…`,
      detail: current === '' ? say`.onnx, .safetensors (or the .index.json of several) or .npy` : say`Now: ${current}`,
      action: 'browse',
    },
    {
      label: say`$(mortar-board) Trained table of GPT-2's tokens`,
      detail: say`Comes with Tokenscope: distilled from all-MiniLM-L6-v2`,
      action: 'trained',
    },
    {
      label: say`$(sparkle) Untrained, drawn from a seed`,
      detail: say`Seed ${readSetting('embedding.seed')}, ${readSetting('embedding.hiddenSize')} numbers a vector`,
      action: 'seeded',
    },
  ];
  items.push({ label: say`$(edit) Create another from a seed…`, detail: say`Asks for its sizes`, action: 'create' });
  if (current !== '') {
    const detail = say`Use another table of ${basename(current)} as the token table`;
    items.push({ label: say`$(table) Choose the token table…`, detail, action: 'table' });
  }
  const chosen = await choose(items, { title: heading });
  if (chosen?.action === 'create') await vscode.commands.executeCommand('tokenscope.createGraph');
  else if (chosen?.action === 'seeded') await writeSetting('embedding.graph', graphNames.untrained);
  else if (chosen?.action === 'trained') await writeSetting('embedding.graph', graphNames.trained);
  else if (chosen?.action === 'table') await chooseTable(graphs, current);
  else if (chosen?.action === 'browse') await browse(graphs);
}

async function browse(graphs: EmbeddingGraphs): Promise<void> {
  const filters = { 'Embedding graph or weights': ['onnx', 'safetensors', 'json', 'npy'], 'All files': ['*'] };
  const [file] = (await vscode.window.showOpenDialog({ filters, title })) ?? [];
  if (file === undefined) return;
  const graph = await openAsking(graphs, file.fsPath);
  if (graph === undefined) return;
  await writeSetting('embedding.graph', graph.path);
  const { warning } = await graphs.current();
  if (warning === undefined) void showInformation(say`Embedding graph: ${graph.label}`);
  else void showWarning(say`Embedding graph: ${graph.label}. ${warning}`);
}

/** Where only a person can tell which table is meant, asks, and remembers the answer in the settings. */
async function openAsking(graphs: EmbeddingGraphs, path: string): Promise<EmbeddingGraph | undefined> {
  try {
    return await graphs.open(path);
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'SEVERAL_TABLES') throw error;
    return (await chooseTable(graphs, path)) ? graphs.open(path) : undefined;
  }
}

/** Asks for the token table, then for the positions that go with it, and keeps both answers as a setting. */
async function chooseTable(graphs: EmbeddingGraphs, path: string): Promise<boolean> {
  const tables = [...(await graphs.tables(path))].sort((a, b) => b.rows - a.rows);
  const title = say`Which table of ${basename(path)} holds the token vectors?`;
  const token = await choose(tables.map(choiceOf), { title, searchAll: true });
  if (token === undefined) return false;
  const position = await choosePosition(path, positionChoices(tables, token.table));
  if (position === undefined) return false;
  const overrides = withTables(overridesOf(path), token.table.name, position.answer);
  await writeSetting('embedding.overrides', { ...readSetting('embedding.overrides'), [path]: overrides });
  return true;
}

interface PositionChoice extends Choice {
  readonly answer: PositionAnswer;
}

/** @returns undefined if the question was dismissed */
async function choosePosition(
  path: string,
  tables: readonly TableCardMessage[],
): Promise<{ readonly answer: PositionAnswer } | undefined> {
  if (tables.length === 0) return { answer: undefined };
  const choices: PositionChoice[] = [
    { label: say`$(search) Find it`, detail: say`By the names of the tables, or in the graph`, answer: undefined },
    { label: say`$(circle-slash) None`, detail: say`No position vectors are added to the token vectors`, answer: '' },
    ...tables.map(table => ({ ...choiceOf(table), answer: table.name })),
  ];
  return choose(choices, { title: say`Which table of ${basename(path)} holds the position vectors?`, searchAll: true });
}

function choiceOf(table: TableCardMessage): Choice & { readonly table: TableCardMessage } {
  const { name, rows, columns, type } = table;
  return { label: say`${name}`, description: say`${count.format(rows)} × ${columns}, ${type}`, table };
}
