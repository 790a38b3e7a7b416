import type { GraphOverrides, Guess, GuessKey } from './graphCard';
import { GraphError } from './graphError';
import type { ModelInfo } from './onnxModel';

/** A name that need not be guessed. */
export interface Hint {
  readonly value: string;
  readonly reason: string;
  readonly isSetting: boolean;
}

/** The key of a model's metadata that names the same thing as `key` in the settings. */
export const metadataKeyOf = (key: GuessKey): string => `tokenscope.${key}`;

/** What a person's settings and the model's own metadata say, in this order, and a record of what was guessed beyond them. */
export class GraphHints {
  readonly #guesses = new Map<GuessKey, Guess>();

  constructor(
    readonly overrides: GraphOverrides,
    readonly metadata: ModelInfo['metadata'],
  ) {}

  get guesses(): Guess[] {
    return [...this.#guesses.values()];
  }

  get(key: GuessKey): Hint | undefined {
    const override = this.overrides[key];
    if (override !== undefined) return { value: override, reason: 'your setting says so', isSetting: true };
    const value = this.metadata.get(metadataKeyOf(key));
    return value === undefined ? undefined : { value, reason: "the model's metadata says so", isSetting: false };
  }

  /**
   * The one of `choices` that a hint names. A setting that names none of them is an error; metadata that does is left aside.
   *
   * @throws {GraphError} with the names that there are
   */
  choose<T>(key: GuessKey, choices: readonly T[], nameOf: (choice: T) => string | undefined): T | undefined {
    const hint = this.get(key);
    if (hint === undefined) return undefined;
    const chosen = choices.find(choice => nameOf(choice) === hint.value);
    if (chosen === undefined && hint.isSetting) {
      const names = [...new Set(choices.map(nameOf))].filter(name => name !== undefined).slice(0, 12);
      throw new GraphError(
        `The setting tokenscope.embedding.overrides says ${key} = ${JSON.stringify(hint.value)}, which cannot be used. ` +
          (names.length === 0
            ? 'This graph has nothing that could be.'
            : `It could be ${names.map(name => JSON.stringify(name)).join(', ')}.`),
      );
    }
    if (chosen !== undefined) this.record(key, hint.value, hint.reason);
    return chosen;
  }

  record(key: GuessKey, value: string, reason: string): void {
    this.#guesses.set(key, { key, value, reason });
  }
}
