import type { WindowSettings } from '../../protocol/windowsPanel';
import { element } from '../ui/element';
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

/** The line of parameters. A change applies at once. */
export class Parameters {
  readonly element: HTMLElement;
  readonly #fields: Readonly<Record<string, Field>>;
  readonly #show: (settings: WindowSettings) => void;

  constructor(change: (part: Partial<WindowSettings>) => void) {
    const number = (key: 'maxLength' | 'stride' | 'batchSize' | 'epoch', name: string, width: number, help: string) =>
      numberField({ name, help }, width, value => change({ [key]: value === '' ? Number.NaN : Number(value) }));
    const maxLength = number('maxLength', 'max_length', 5, 'Tokens in each window: the context length.');
    const stride = number('stride', 'stride', 5, 'Tokens from the start of one window to the start of the next.');
    const batchSize = number('batchSize', 'batch_size', 5, 'Windows in each batch.');
    const shuffle = checkField(
      { name: 'shuffle', help: 'Visit the windows in the order that PyTorch would after torch.manual_seed(seed).' },
      value => change({ shuffle: value }),
    );
    const seed = numberField({ name: 'seed', help: 'As given to torch.manual_seed; used with shuffle.' }, 8, value =>
      change({ seed: value }),
    );
    const epoch = number(
      'epoch',
      'epoch',
      3,
      'Which pass over the data, from 1; each shuffled epoch has an order of its own.',
    );
    const dropLast = checkField(
      { name: 'drop_last', help: 'Leave out a last batch of fewer windows than batch_size.' },
      value => change({ dropLast: value }),
    );
    const preset = element(
      'select',
      { id: 'preset', title: 'Parameters of the chapter and its exercises.' },
      element('option', { value: '' }, 'presets…'),
    );
    presets.forEach(({ name }, index) => preset.append(element('option', { value: String(index) }, name)));
    preset.addEventListener('change', () => {
      change(presets[Number(preset.value)]?.settings ?? {});
      preset.value = '';
    });
    this.#fields = { maxLength, stride, batchSize, shuffle, seed, epoch, dropLast };
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
    const fields = Object.values(this.#fields).map(field => field.element);
    this.element = element(
      'div',
      { class: 'parameters' },
      ...fields,
      element('div', { class: 'field' }, element('label', { for: 'preset' }, 'preset'), preset),
    );
  }

  show(settings: WindowSettings, problems: readonly { readonly field: string; readonly message: string }[]): void {
    this.#show(settings);
    for (const [key, field] of Object.entries(this.#fields))
      field.setProblem(problems.find(problem => problem.field === key)?.message);
  }
}
