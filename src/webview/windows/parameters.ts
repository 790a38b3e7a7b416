import { loaderProblemSentence, type LoaderProblemMessage } from '../../protocol/loaderProblem';
import type { LoaderPresetMessage } from '../../protocol/tokenizer';
import type { SpecialTokens, WindowSettings } from '../../protocol/windowsPanel';
import { element } from '../ui/element';
import { describeWindows } from './figures';
import { PresetField } from './presetField';
import { checkField, choiceField, numberField, type CheckField, type ChoiceField, type Field } from '../ui/fields';

const help = {
  maxLength: 'max_length: tokens in each window, the context length of the model.',
  stride: 'stride: tokens from the start of one window to the start of the next.',
  batchSize: 'batch_size: windows that the model sees before its weights change.',
  shuffle:
    'shuffle: visit the windows in an order drawn from the seed, the same as PyTorch 1.9 and later draw (with a generator, after its first epoch, 1.11 and later).',
  seed: 'seed: the number given to what draws the order; the same seed gives the same order, used with shuffle.',
  sampler:
    "sampler: what draws the order. torch.manual_seed(seed); generator=torch.Generator().manual_seed(seed), the loader's own; or a DistributedSampler with this seed, which deals the windows out to several processes.",
  worldSize:
    'world_size: processes that train together; each gets equally many windows, some of them twice if need be.',
  rank: 'rank: the number of the process whose windows these are, from 0.',
  epoch: 'epoch: which pass over the data, from 1; every shuffled pass has an order of its own.',
  dropLast: 'drop_last: leave out a last batch that has fewer windows than batch_size.',
  specialTokens:
    'special tokens: what the text <|endoftext|> becomes: that one token, text like any other, or an error, as tiktoken has it unless it is told otherwise.',
  crossFiles:
    'cross_files: whether a window may begin in one file and end in the next. The chapter joins its texts and lets them.',
  preset: 'preset: the parameters of an example in the chapter or of an exercise.',
} as const;

const samplerNames = { global: 'manual_seed', generator: 'generator', distributed: 'DistributedSampler' } as const;

type NumberKey = 'maxLength' | 'stride' | 'batchSize' | 'epoch' | 'worldSize' | 'rank';

/** The line of parameters. A change applies at once. */
export class Parameters {
  readonly element: HTMLElement;
  readonly #fields: Readonly<Record<string, Field>>;
  readonly #help = element('div', { class: 'explanation', id: 'explanation' });
  readonly #show: (settings: WindowSettings) => void;
  readonly #presets: PresetField;
  readonly #specialTokens: ChoiceField<SpecialTokens>;
  readonly #crossFiles: CheckField;
  #sentence = '';
  /** What a DistributedSampler begins with when it is chosen. */
  #share = { worldSize: 2, rank: 0 };

  constructor(change: (part: Partial<WindowSettings>) => void, specialTokens: (policy: SpecialTokens) => void) {
    const number = (key: NumberKey, name: string, width: number) =>
      numberField({ name, help: help[key] }, width, value =>
        change({ [key]: value === '' ? Number.NaN : Number(value) }),
      );
    const maxLength = number('maxLength', 'max_length', 5);
    const stride = number('stride', 'stride', 5);
    const batchSize = number('batchSize', 'batch_size', 5);
    const shuffle = checkField({ name: 'shuffle', help: help.shuffle }, value => change({ shuffle: value }));
    const seed = numberField({ name: 'seed', help: help.seed }, 8, value => change({ seed: value }));
    const epoch = number('epoch', 'epoch', 3);
    const sampler = choiceField({ name: 'sampler', help: help.sampler }, samplerNames, value =>
      change(value === 'distributed' ? { sampler: value, ...this.#share } : { sampler: value }),
    );
    const worldSize = number('worldSize', 'world_size', 3);
    const rank = number('rank', 'rank', 3);
    const dropLast = checkField({ name: 'drop_last', help: help.dropLast }, value => change({ dropLast: value }));
    this.#crossFiles = checkField({ name: 'cross_files', help: help.crossFiles }, value =>
      change({ crossFiles: value }),
    );
    this.setCorpus(false);

    this.#show = settings => {
      for (const [field, key] of [
        [maxLength, 'maxLength'],
        [stride, 'stride'],
        [batchSize, 'batchSize'],
        [epoch, 'epoch'],
        [seed, 'seed'],
        [worldSize, 'worldSize'],
        [rank, 'rank'],
      ] as const) {
        const value = settings[key];
        if (typeof value === 'string' || (value !== undefined && !Number.isNaN(value))) field.set(value);
      }
      const isDistributed = settings.sampler === 'distributed';
      sampler.set(settings.sampler ?? 'global');
      for (const field of [worldSize, rank]) field.element.hidden = !isDistributed;
      this.#share = { worldSize: settings.worldSize ?? 2, rank: settings.rank ?? 0 };
      shuffle.set(settings.shuffle);
      dropLast.set(settings.dropLast);
      this.#crossFiles.set(settings.crossFiles !== false);
      for (const field of [seed, epoch]) field.element.classList.toggle('unused', !settings.shuffle);
      sampler.element.classList.toggle('unused', !settings.shuffle && !isDistributed);
    };
    this.#specialTokens = choiceField(
      { name: 'special_tokens', help: help.specialTokens },
      { encode: 'encode', text: 'text', error: 'error' },
      specialTokens,
    );
    this.#fields = {
      maxLength,
      stride,
      batchSize,
      dropLast,
      shuffle,
      seed,
      epoch,
      sampler,
      worldSize,
      rank,
      specialTokens: this.#specialTokens,
      crossFiles: this.#crossFiles,
    };
    const ordering = [sampler, worldSize, rank].map(field => field.element);
    const cutting = Object.values(this.#fields)
      .map(field => field.element)
      .filter(each => !ordering.includes(each));
    const line = element('div', { class: 'parameters' }, ...cutting);
    const order = element('div', { class: 'order' }, ...ordering);
    this.#explain(line);
    this.#explain(order);
    this.#presets = new PresetField(help.preset, change);
    // Below all fields: a sentence in a field would push the others from under the pointer.
    const problems = Object.values(this.#fields).map(field => field.element.querySelector('.problem')!);
    const presetLine = element('div', { class: 'preset-line' }, this.#presets.element, order, this.#help);
    this.element = element(
      'div',
      { class: 'parameters-and-help' },
      line,
      presetLine,
      element('div', { class: 'problems' }, ...problems),
    );
  }

  show(settings: WindowSettings, problems: readonly LoaderProblemMessage[]): void {
    this.#show(settings);
    for (const [key, field] of Object.entries(this.#fields)) {
      const problem = problems.find(each => each.field === key);
      field.setProblem(problem === undefined ? undefined : problemSentence(problem, settings));
    }
    this.#presets.show(settings);
    if (problems.length > 0) return;
    this.#sentence = describeWindows(settings);
    this.#help.textContent = this.#sentence;
  }

  /** Only files can be crossed. */
  setCorpus(isCorpus: boolean): void {
    this.#crossFiles.element.hidden = !isCorpus;
  }

  setSpecialTokens(policy: SpecialTokens): void {
    this.#specialTokens.set(policy);
  }

  /** The presets, once they are known. */
  offer(presets: readonly LoaderPresetMessage[]): void {
    this.#presets.offer(presets);
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

/** What is wrong, as somebody who typed it knows it: a field that holds no number is sent as a number that no loader takes. */
export function problemSentence(problem: LoaderProblemMessage, settings: WindowSettings): string {
  const sentence = loaderProblemSentence(problem);
  const { field } = problem;
  const isNumber = !(field in settings) || !Number.isNaN(settings[field as keyof WindowSettings]);
  return isNumber ? sentence : sentence.replace(/ is -?\d+\./, ' is no number.');
}
