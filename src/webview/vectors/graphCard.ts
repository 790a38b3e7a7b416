import type { GraphCardMessage, TableCardMessage } from '../../protocol/inference';
import type { VectorsHostMethods, VectorsSnapshot } from '../../protocol/vectorsPanel';
import type { HostClient } from '../ui/hostClient';
import { isolated } from '../../base/foreignText';
import { element } from '../ui/element';
import { bytesText, figure } from './outputs';

const places: Readonly<Record<TableCardMessage['where'], string>> = {
  inside: 'inside the model',
  beside: 'in a file beside it',
  safetensors: 'read in place, from a safetensors file',
  npy: 'read in place, from a .npy file',
};
const positionKinds: Readonly<Record<GraphCardMessage['positions'], string>> = {
  learned: 'a table of learned vectors, added to the token vectors',
  sinusoidal: 'sines and cosines, added to the token vectors',
  rotary: 'a rotation of the vectors by position: there are no position vectors to add',
  none: 'none: the order of tokens is not in these vectors',
};
const actions = [
  { command: 'tokenscope.selectGraph', name: 'Select graph or weights…' },
  { command: 'tokenscope.createGraph', name: 'Create from a seed…' },
  { command: 'tokenscope.exportGraph', name: 'Export…' },
] as const;

/** What was found in a graph, and what can be done with it. */
export class GraphCard {
  readonly #warning = element('div', { class: 'notes' });
  readonly #facts = element('dl', { class: 'facts' });
  readonly #guesses = element('div', {});
  readonly #actions = element('div', { class: 'toolbar' });
  readonly element = element(
    'section',
    { class: 'card', hidden: true, 'aria-label': 'The embedding graph' },
    this.#warning,
    this.#facts,
    this.#guesses,
    this.#actions,
  );

  constructor(private readonly host: HostClient<VectorsHostMethods>) {}

  update({ card, commands, graphWarning }: VectorsSnapshot): void {
    this.#warning.replaceChildren(
      ...(graphWarning === undefined ? [] : [element('div', { class: 'note warning' }, graphWarning)]),
    );
    this.#facts.replaceChildren(...(card === undefined ? [] : factsOf(card)));
    this.#guesses.replaceChildren(...(card === undefined || card.guesses.length === 0 ? [] : guessesOf(card)));
    this.#actions.replaceChildren(
      ...actions
        .filter(({ command }) => commands.includes(command))
        .map(({ command, name }) => {
          const button = element('button', { class: 'action' }, name);
          button.addEventListener('click', () => this.host.tell('command', { command }));
          return button;
        }),
    );
  }
}

function factsOf(card: GraphCardMessage): Node[] {
  const shape = (dims: GraphCardMessage['declaredInputs'][number]['shape']): string =>
    `[${dims.map(dim => dim ?? '?').join(', ')}]`;
  const values = (list: GraphCardMessage['declaredInputs']): string =>
    list.map(({ name, type, shape: dims }) => `${isolated(name)}: ${type} ${shape(dims)}`).join('\n');
  const facts: readonly (readonly [string, string])[] = [
    [
      'file',
      `${isolated(card.name)}, ${bytesText(card.fileSize)}${card.producer === '' ? '' : `, written by ${isolated(card.producer)}`}`,
    ],
    ['token table', tableText(card.tokenTable)],
    ...(card.positionTable === undefined ? [] : [['position table', tableText(card.positionTable)] as const]),
    ['positions', positionKinds[card.positions]],
    ...(card.seed === undefined
      ? []
      : [['seed', `${isolated(card.seed)}: untrained, drawn as PyTorch draws nn.Embedding`] as const]),
    ['inputs', values(card.declaredInputs)],
    ['outputs', values(card.declaredOutputs)],
    ...(card.fixedLength === undefined
      ? []
      : [['length', `always ${card.fixedLength}: shorter texts are padded`] as const]),
    [
      'opset',
      `${card.opset}${card.runtime === 'wasm' ? ', run by WebAssembly: slower than a native ONNX Runtime' : ''}`,
    ],
  ];
  return facts
    .filter(([, text]) => text !== '')
    .flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)]);
}

function tableText({ name, type, rows, columns, where, file, bytes }: TableCardMessage): string {
  const place = where === 'beside' ? `${places.beside}, ${isolated(file)}` : places[where];
  return `${isolated(name)}: ${figure(rows)} × ${figure(columns)} ${type}, ${bytesText(bytes)} ${place}`;
}

function guessesOf({ guesses, name }: GraphCardMessage): Node[] {
  const rows = guesses.map(({ key, value, reason }) =>
    element('tr', {}, element('th', { scope: 'row' }, key), element('td', {}, value), element('td', {}, reason)),
  );
  const example = `{ ${JSON.stringify(name)}: { ${JSON.stringify(guesses[0]!.key)}: "…" } }`;
  return [
    element(
      'details',
      {},
      element('summary', {}, 'How it was found, and how to say otherwise'),
      element('table', { class: 'guesses' }, ...rows),
      element('p', { class: 'quiet' }, 'If one of these is wrong, name the right one in the setting '),
      element('code', {}, `"tokenscope.embedding.overrides": ${example}`),
    ),
  ];
}
