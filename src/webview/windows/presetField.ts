import type { LoaderPresetMessage } from '../../protocol/tokenizer';
import type { WindowSettings } from '../../protocol/windowsPanel';
import { element } from '../ui/element';

/** The presets of the chapter. It names the one that the parameters are. */
export class PresetField {
  readonly element: HTMLElement;
  readonly #select: HTMLSelectElement;
  #presets: readonly LoaderPresetMessage[] = [];
  #settings: WindowSettings | undefined;

  constructor(help: string, change: (part: Partial<WindowSettings>) => void) {
    this.#select = element('select', { id: 'preset', title: help });
    this.#select.addEventListener('change', () => change(this.#presets[Number(this.#select.value)]?.options ?? {}));
    // What each is for is said while the list is open; closed, the name is enough.
    this.#select.addEventListener('focus', () => this.#label(true));
    this.#select.addEventListener('blur', () => this.#label(false));
    this.element = element(
      'span',
      { class: 'labelled' },
      element('label', { for: 'preset', class: 'quiet', title: help }, 'preset'),
      this.#select,
    );
    this.offer([]);
  }

  offer(presets: readonly LoaderPresetMessage[]): void {
    this.#presets = presets;
    this.#select.replaceChildren(
      element('option', { value: '', hidden: true }, 'other values'),
      ...presets.map(({ description }, index) => element('option', { value: String(index), title: description })),
    );
    this.#label(false);
    if (this.#settings !== undefined) this.show(this.#settings);
  }

  #label(withDescription: boolean): void {
    this.#presets.forEach(({ name, description }, index) => {
      this.#select.options[index + 1]!.text = withDescription ? `${name} · ${description}` : name;
    });
  }

  show(settings: WindowSettings): void {
    this.#settings = settings;
    const index = presetOf(this.#presets, settings);
    this.#select.value = index < 0 ? '' : String(index);
  }
}

/** Which preset the parameters are; -1 if none. */
export function presetOf(presets: readonly LoaderPresetMessage[], settings: WindowSettings): number {
  const keys = ['maxLength', 'stride', 'batchSize', 'shuffle', 'dropLast'] as const;
  return presets.findIndex(({ options }) => keys.every(key => options[key] === settings[key]));
}
