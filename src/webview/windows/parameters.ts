import type { WindowSettings } from '../../protocol/windowsPanel';
import { element } from '../ui/element';
import { describeWindows } from './figures';
import { checkField, numberField, type Field } from '../ui/fields';

const presets: readonly { readonly name: string; readonly settings: Partial<WindowSettings> }[] = [
  { name: 'chapter: 4, stride 1, batch 1', settings: { maxLength: 4, stride: 1, batchSize: 1, shuffle: false } },
  { name: 'chapter: 4, stride 1, batch 2', settings: { maxLength: 4, stride: 1, batchSize: 2, shuffle: false } },
  { name: 'chapter: 4, stride 2, batch 2', settings: { maxLength: 4, stride: 2, batchSize: 2, shuffle: false } },
  { name: 'chapter: 4, stride 4, batch 2', settings: { maxLength: 4, stride: 4, batchSize: 2, shuffle: false } },
  { name: 'book: 4, stride 4, batch 8', settings: { maxLength: 4, stride: 4, batchSize: 8, shuffle: false } },
  { name: 'exercise: 2, stride 2', settings: { maxLength: 2, stride: 2, batchSize: 1, shuffle: false } },
  { name: 'exercise: 8, stride 2', settings: { maxLength: 8, stride: 2, batchSize: 1, shuffle: false } },
  {
    name: 'create_dataloader_v1: 256, stride 128, batch 4',
    settings: { maxLength: 256, stride: 128, batchSize: 4, shuffle: true },
  },
];

const help = {
  maxLength: 'max_length: tokens in each window, the context length of the model.',
  stride: 'stride: tokens from the start of one window to the start of the next.',
  batchSize: 'batch_size: windows that the model sees before its weights change.',
  shuffle: 'shuffle: visit the windows in the order that PyTorch would after torch.manual_seed(seed).',
  seed: 'seed: the number given to torch.manual_seed; the same seed gives the same order, used with shuffle.',
  epoch: 'epoch: which pass over the data, from 1; every shuffled pass has an order of its own.',
  dropLast: 'drop_last: leave out a last batch that has fewer windows than batch_size.',
  preset: 'preset: the parameters of an example in the chapter or of an exercise.',
} as const;

/** The line of parameters. A change applies at once. */
export class Parameters {
  readonly element: HTMLElement;
  readonly #fields: Readonly<Record<string, Field>>;
  readonly #help = element('div', { class: 'explanation', id: 'explanation' });
  readonly #show: (settings: WindowSettings) => void;
  readonly #line: HTMLElement;
  #sentence = '';

  constructor(change: (part: Partial<WindowSettings>) => void) {
    const number = (key: 'maxLength' | 'stride' | 'batchSize' | 'epoch', name: string, width: number) =>
      numberField({ name, help: help[key] }, width, value =>
        change({ [key]: value === '' ? Number.NaN : Number(value) }),
      );
    const maxLength = number('maxLength', 'max_length', 5);
    const stride = number('stride', 'stride', 5);
    const batchSize = number('batchSize', 'batch_size', 5);
    const shuffle = checkField({ name: 'shuffle', help: help.shuffle }, value => change({ shuffle: value }));
    const seed = numberField({ name: 'seed', help: help.seed }, 8, value => change({ seed: value }));
    const epoch = number('epoch', 'epoch', 3);
    const dropLast = checkField({ name: 'drop_last', help: help.dropLast }, value => change({ dropLast: value }));
    this.#fields = { maxLength, stride, batchSize, dropLast, shuffle, seed, epoch };
    this.#show = settings => {
      for (const [field, key] of [
        [maxLength, 'maxLength'],
        [stride, 'stride'],
        [batchSize, 'batchSize'],
        [epoch, 'epoch'],
        [seed, 'seed'],
      ] as const) {
        const value = settings[key];
        if (typeof value === 'string' || !Number.isNaN(value)) field.set(value);
      }
      shuffle.set(settings.shuffle);
      dropLast.set(settings.dropLast);
      for (const field of [seed, epoch]) field.element.classList.toggle('unused', !settings.shuffle);
    };
    const fields = element(
      'div',
      { class: 'parameters' },
      ...Object.values(this.#fields).map(field => field.element),
      presetField(change),
    );
    this.#explain(fields);
    this.#line = fields;
    this.element = element('div', { class: 'parameters-and-help' }, fields, this.#help);
  }

  show(settings: WindowSettings, problems: readonly { readonly field: string; readonly message: string }[]): void {
    this.#show(settings);
    for (const [key, field] of Object.entries(this.#fields))
      field.setProblem(problems.find(problem => problem.field === key)?.message);
    this.#line.classList.toggle('several', problems.length > 1);
    if (problems.length > 0) return;
    this.#sentence = describeWindows(settings);
    this.#help.textContent = this.#sentence;
  }

  /** One line says what the field below the pointer or in focus is; else what the parameters mean together. */
  #explain(fields: HTMLElement): void {
    const say = ({ target }: Event): void => {
      const field = target instanceof Element ? target.closest('.field') : null;
      const title = field?.querySelector('[title]')?.getAttribute('title');
      this.#help.textContent = title ?? this.#sentence;
    };
    for (const event of ['pointerover', 'focusin']) fields.addEventListener(event, say);
    for (const event of ['pointerleave', 'focusout'])
      fields.addEventListener(event, () => (this.#help.textContent = this.#sentence));
  }
}

function presetField(change: (part: Partial<WindowSettings>) => void): HTMLElement {
  const preset = element(
    'select',
    { id: 'preset', title: help.preset },
    element('option', { value: '' }, 'of the chapter…'),
  );
  presets.forEach(({ name }, index) => preset.append(element('option', { value: String(index) }, name)));
  preset.addEventListener('change', () => {
    change(presets[Number(preset.value)]?.settings ?? {});
    preset.value = '';
  });
  return element('div', { class: 'field' }, element('label', { for: 'preset', title: help.preset }, 'preset'), preset);
}
