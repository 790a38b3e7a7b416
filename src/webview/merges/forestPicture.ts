import type { MergeForestMessage } from '../../protocol/merges';
import { element } from '../ui/element';
import { tokenColors, tokenElement } from '../ui/token';

interface Drawn {
  readonly node: HTMLElement;
  readonly step: number;
  /** The step that makes what it is a part of; none for a final token. */
  readonly parentStep: number;
}

/** The forest of merges over a line: bytes at the bottom, each merge over what it joins, the tokens of the present step coloured. */
export class ForestPicture {
  readonly element: HTMLElement;
  readonly #grid = element('div', {
    class: 'forest',
    role: 'group',
    'aria-label': 'Merges over the line at the cursor',
  });
  readonly #empty = element('p', { class: 'quiet' }, 'The line at the cursor is empty.');
  #drawn: Drawn[] = [];
  #step = 0;

  /** @param go goes to the step that ends with a merge */
  constructor(private readonly go: (merge: number) => void) {
    this.element = element(
      'section',
      { class: 'forest-section' },
      element('h2', {}, 'Forest of the line at the cursor'),
      this.#empty,
      this.#grid,
    );
  }

  setForest(forest: MergeForestMessage | undefined): void {
    const { ids, steps, firsts, lengths, heights, texts } = forest ?? noForest;
    this.#empty.hidden = ids.length > 0;
    const top = heights.reduce((highest, height) => Math.max(highest, height), 0);
    const parents = parentsOf(firsts);
    this.#drawn = texts.map((text, index) => {
      const [step, first, length] = [steps[index]!, firsts[index]!, lengths[index]!];
      const node = element('button', { class: 'node', title: titleOf(text, ids[index]!, step) });
      const label = tokenElement(text, 0, 'span');
      label.className = 'label';
      node.append(label);
      if (step > 0) node.append(element('span', { class: 'id' }, String(step)));
      node.style.gridColumn = `${first + 1} / span ${length}`;
      node.style.gridRow = String(top - heights[index]! + 1);
      node.dataset['color'] = String(first % tokenColors);
      node.addEventListener('click', () => this.go(step));
      const parent = parents[index]!;
      return { node, step, parentStep: parent < 0 ? Infinity : steps[parent]! };
    });
    this.#grid.replaceChildren(...this.#drawn.map(({ node }) => node));
    this.setStep(this.#step);
  }

  setStep(step: number): void {
    this.#step = step;
    for (const { node, step: own, parentStep } of this.#drawn) {
      const isMade = own <= step;
      node.className = `node ${isMade ? (parentStep > step ? `token color${node.dataset['color']!}` : 'inside') : 'later'}`;
      node.classList.toggle('next', own === step + 1);
      node.classList.toggle('just', own === step && own > 0);
    }
  }
}

const none = new Uint32Array(0);
const noForest = { ids: none, steps: none, firsts: none, lengths: none, heights: none, texts: [] };

/** The node that each is a part of, or -1. Parts come before what is made of them, which is the first later one over the same bytes. */
export function parentsOf(firsts: Uint32Array): Int32Array {
  const parents = new Int32Array(firsts.length).fill(-1);
  const open: number[] = [];
  for (let index = 0; index < firsts.length; index++) {
    while (open.length > 0 && firsts[open.at(-1)!]! >= firsts[index]!) parents[open.pop()!] = index;
    open.push(index);
  }
  return parents;
}

function titleOf(text: string, id: number, step: number): string {
  return step === 0 ? `${text}, id ${id}: no merge makes it` : `${text}, id ${id}: merge ${step}. Choose to go there.`;
}
