import type { ProjectionMessage } from '../../protocol/vectorMaths';
import type { VectorOutputName } from '../../protocol/vectorsPanel';
import { choices, toggle, type Choices } from '../ui/choices';
import { element } from '../ui/element';
import { select, textField, wholeNumber } from './controls';
import { outputNames } from './outputs';

export type PointSet = VectorOutputName | 'neighbours';
export type PointColor = 'position' | 'frequency' | 'length' | 'none';
type Method = ProjectionMessage['kind'];

/** What of a projection can be chosen. */
export class ProjectionControls {
  readonly element: HTMLElement;
  readonly problem = element('div', { class: 'problem', role: 'alert' });
  readonly #sets = element('span', {});
  readonly #parameters: Readonly<Record<Method, HTMLElement>>;
  readonly #axes: HTMLInputElement;
  readonly #neighbours: HTMLInputElement;
  readonly #distance: HTMLInputElement;
  readonly #seed: HTMLInputElement;
  readonly #metric: HTMLSelectElement;
  readonly #dimensions: Choices<'2' | '3'>;
  #setChoice: Choices<PointSet> | undefined;
  #method: Method = 'pca';
  #size: '2' | '3' = '2';
  set: PointSet = 'token';
  color: PointColor = 'position';
  labels = true;

  /**
   * @param compute the points have to be projected anew
   * @param draw they only look different
   */
  constructor(
    private readonly compute: () => void,
    draw: () => void,
  ) {
    const method = choices<Method>(
      'by',
      [
        { value: 'pca', name: 'PCA', help: 'Principal components: the directions in which these vectors differ most' },
        { value: 'umap', name: 'UMAP', help: 'Keeps neighbours together; distances between groups mean little' },
        { value: 'axes', name: 'Raw axes', help: 'Two or three of the dimensions as they are' },
      ],
      value => {
        this.#method = value;
        this.#showParameters();
        compute();
      },
    );
    method.set(this.#method);
    this.#dimensions = choices<'2' | '3'>(
      'in',
      [
        { value: '2', name: '2-D', help: 'A flat picture' },
        { value: '3', name: '3-D', help: 'Drag to turn it' },
      ],
      value => {
        this.#size = value;
        compute();
      },
    );
    this.#dimensions.set('2');
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = (): void => {
      clearTimeout(timer);
      timer = setTimeout(compute, 250);
    };
    const axes = textField(
      'axes',
      'Two or three dimensions, counted from 0, such as 0, 1, 2',
      { value: '0, 1', width: 9 },
      soon,
    );
    const neighbours = textField(
      'neighbours',
      'Points that make a neighbourhood: fewer show detail, more show the whole',
      { value: '15', width: 4 },
      soon,
    );
    const distance = textField(
      'min distance',
      'How close points may come in the picture, from 0 to 1',
      { value: '0.1', width: 5 },
      soon,
    );
    const seed = textField('seed', 'The same seed gives the same picture', { value: '42', width: 7 }, soon);
    const metric = select(
      'metric',
      [
        { value: 'cosine', name: 'cosine' },
        { value: 'euclidean', name: 'Euclidean' },
      ],
      compute,
    );
    [this.#axes, this.#neighbours, this.#distance, this.#seed, this.#metric] = [
      axes.input,
      neighbours.input,
      distance.input,
      seed.input,
      metric.input,
    ];
    this.#axes.id = 'axes';
    const group = (...children: HTMLElement[]): HTMLElement => element('span', { class: 'labelled' }, ...children);
    this.#parameters = {
      pca: group(),
      umap: group(neighbours.element, distance.element, metric.element, seed.element),
      axes: group(axes.element),
    };
    const color = select<PointColor>(
      'colour',
      [
        { value: 'position', name: 'position' },
        { value: 'frequency', name: 'frequency' },
        { value: 'length', name: 'token length' },
        { value: 'none', name: 'none' },
      ],
      value => {
        this.color = value;
        draw();
      },
    );
    const labels = toggle('Labels', 'Write the tokens beside their points, where there is room', on => {
      this.labels = on;
      draw();
    });
    labels.set(true);
    this.element = element(
      'div',
      { class: 'toolbar' },
      this.#sets,
      method.element,
      this.#dimensions.element,
      ...Object.values(this.#parameters),
      color.element,
      labels.element,
    );
    this.#showParameters();
  }

  /** The sets of points that there are. */
  offer(outputs: readonly VectorOutputName[], hasNeighbours: boolean): void {
    const sets: readonly PointSet[] = [...outputs, ...(hasNeighbours ? (['neighbours'] as const) : [])];
    if (!sets.includes(this.set)) this.set = sets[0] ?? 'token';
    this.#setChoice = choices<PointSet>(
      'points',
      sets.map(value => ({
        value,
        name: value === 'neighbours' ? 'neighbours' : outputNames[value],
        help: value === 'neighbours' ? 'The tokens of the last search' : `The ${outputNames[value]} vectors in view`,
      })),
      value => {
        this.set = value;
        this.compute();
      },
    );
    this.#setChoice.set(this.set);
    this.#sets.replaceChildren(this.#setChoice.element);
  }

  /** What to ask for; nothing while a parameter is wrong, which is said. */
  projection(hidden: number): ProjectionMessage | undefined {
    const dimensions = Number(this.#size);
    this.problem.textContent = '';
    if (this.#method === 'pca') return { kind: 'pca', dimensions: Math.min(dimensions, hidden), seed: 42 };
    if (this.#method === 'axes') {
      const axes = this.#axes.value
        .split(/[\s,]+/)
        .filter(text => text !== '')
        .map(text => wholeNumber(text, 0, hidden - 1));
      if (axes.length >= 2 && axes.length <= 3 && axes.every(axis => axis !== undefined)) return { kind: 'axes', axes };
      this.problem.textContent = `Enter two or three dimensions from 0 to ${hidden - 1}, such as 0, 1.`;
      return undefined;
    }
    const neighbours = wholeNumber(this.#neighbours.value, 2, 200);
    const seed = wholeNumber(this.#seed.value, 0, 2 ** 32 - 1);
    const minimumDistance = Number(this.#distance.value);
    if (neighbours === undefined) this.problem.textContent = 'neighbours: enter a whole number from 2 to 200.';
    else if (seed === undefined) this.problem.textContent = 'seed: enter a whole number from 0 to 4294967295.';
    else if (!(minimumDistance >= 0 && minimumDistance <= 1))
      this.problem.textContent = 'min distance: enter a number from 0 to 1.';
    else {
      const metric = this.#metric.value === 'cosine' ? 'cosine' : 'euclidean';
      return { kind: 'umap', dimensions, seed, metric, neighbours, minimumDistance };
    }
    return undefined;
  }

  #showParameters(): void {
    for (const [name, group] of Object.entries(this.#parameters))
      group.hidden = name !== this.#method || group.childElementCount === 0;
    this.#dimensions.element.hidden = this.#method === 'axes';
  }
}
