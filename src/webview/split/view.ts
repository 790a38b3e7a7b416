import { ordered } from '../../base/foreignText';
import type { CutReasonMessage, SplitAnswer } from '../../protocol/merges';
import type { SplitHostMethods, SplitSnapshot } from '../../protocol/splitPanel';
import { counted } from '../windows/figures';
import { Transport } from '../merges/transport';
import { about } from '../ui/about';
import { element, root } from '../ui/element';
import type { HostClient } from '../ui/hostClient';
import { tokenElement } from '../ui/token';
import { Board } from './board';
import { scoreOf, type Score } from './score';

const aboutText =
  'Where does a model see the ends of its words? Cut the sentence where you think the tokenizer cuts it, and check. Then watch which merges join the characters, in their order, and why each of your misses is none or one.';

const sentences: readonly (readonly [name: string, text: string])[] = [
  ['Prose', 'She saw a red ball rolling by, and jumped up to chase it.'],
  ['Long words', 'The unbelievable retokenization of antidisestablishmentarianism'],
  ['Numbers', 'In 2024 it cost $1,234,567.89, or 3.14159 times as much.'],
  ['Code', '    if (token_count >= maxLength) return tokens.slice(0, -1);'],
  ['Languages', 'Größe, naïve, déjà vu, привет, 東京タワー 🙂'],
];

/** The panel in which one guesses where a sentence is cut. */
export class SplitView {
  readonly #title = element('h1', {}, 'Guess the split');
  readonly #tokenizer = element('button', { class: 'chip', title: 'Select another tokenizer' });
  readonly #board = new Board(() => this.#count());
  readonly #check = element('button', { class: 'primary' }, 'Check');
  readonly #again = element('button', { class: 'action' }, 'Try Again');
  readonly #score = element('div', { class: 'score', role: 'status' });
  readonly #reasons = element('ul', { class: 'reasons' });
  readonly #watch = element('section', { class: 'watch' });
  readonly #sentence = element('div', { class: 'merge-sentence', role: 'status' });
  readonly #transport: Transport;
  readonly #choices: readonly HTMLButtonElement[];
  #text = sentences[0]![1];
  #revision: number | undefined;
  #answer: SplitAnswer | undefined;

  constructor(private readonly host: HostClient<SplitHostMethods>) {
    this.#transport = new Transport({
      go: step => {
        this.#show(step);
        return Promise.resolve();
      },
    });
    this.#choices = sentences.map(([name, text], index) => this.#choice(name, text, () => this.#begin(text, index)));
    const own = this.#choice('Your text', 'The selection, or the line at the cursor', () => this.#beginOwn());
    this.#choices = [...this.#choices, own];
    this.#tokenizer.addEventListener('click', () => host.tell('selectTokenizer', {}));
    this.#check.addEventListener('click', () => void this.#reveal());
    this.#again.addEventListener('click', () => this.#begin(this.#text));
    this.#watch.append(element('h2', {}, 'The merges that decide'), this.#transport.element, this.#sentence);
    root().classList.add('split');
    root().append(
      element(
        'header',
        {},
        this.#title,
        this.#tokenizer,
        about(aboutText, () => host.tell('walkthrough', {})),
      ),
      element(
        'div',
        { class: 'toolbar' },
        element('span', { class: 'choices', role: 'group', 'aria-label': 'Sentence' }, ...this.#choices),
      ),
      element(
        'p',
        { class: 'explanation' },
        'Click between two characters to cut there, or move with the arrow keys and press Space.',
      ),
      this.#board.element,
      element('div', { class: 'toolbar' }, this.#check, this.#again, this.#score),
      this.#watch,
      this.#reasons,
    );
    this.#begin(this.#text, 0);
  }

  update({ tokenizer, revision }: SplitSnapshot): void {
    this.#tokenizer.textContent = ordered(tokenizer);
    if (this.#revision !== undefined && this.#revision !== revision) this.#begin(this.#text);
    this.#revision = revision;
  }

  #choice(name: string, help: string, act: () => void): HTMLButtonElement {
    const button = element('button', { class: 'choice', title: help, 'aria-pressed': 'false' }, name);
    button.addEventListener('click', act);
    return button;
  }

  #beginOwn(): void {
    this.host.call('ownText', {}).then(
      text => {
        if (text.trim() !== '') this.#begin(text, sentences.length);
        else this.#score.textContent = 'Select a few words in the editor first, or put the cursor into a line.';
      },
      (error: unknown) => this.host.failed(error),
    );
  }

  #begin(text: string, choice?: number): void {
    this.#text = text;
    this.#answer = undefined;
    if (choice !== undefined)
      this.#choices.forEach((button, index) => button.setAttribute('aria-pressed', String(index === choice)));
    this.#board.setText(text);
    this.#board.setTokens(undefined);
    this.#transport.stop();
    this.#watch.hidden = true;
    this.#check.hidden = false;
    this.#again.hidden = true;
    this.#reasons.replaceChildren();
    this.#count();
  }

  #count(): void {
    const { size } = this.#board.cuts;
    this.#score.textContent = `${counted(size, 'cut')}: ${counted(size + 1, 'token')}`;
  }

  async #reveal(): Promise<void> {
    const text = this.#text;
    try {
      const answer = await this.host.call('split', { text });
      if (text !== this.#text) return;
      if (answer === undefined) {
        this.#score.textContent = 'No merges are known of this tokenizer. Select another one.';
        return;
      }
      this.#answer = answer;
      const score = scoreOf(this.#board.cuts, answer.cuts);
      this.#board.setScore(score);
      this.#score.replaceChildren(...scoreText(score, answer));
      this.#reasons.replaceChildren(...reasonsOf(score, answer));
      this.#check.hidden = true;
      this.#again.hidden = false;
      this.#watch.hidden = false;
      this.#show(answer.merges.length - 1);
    } catch (error) {
      this.host.failed(error);
    }
  }

  #show(step: number): void {
    const merges = this.#answer?.merges ?? [];
    const shown = merges[step];
    if (shown === undefined) return;
    this.#transport.show(step, merges.length - 1);
    this.#board.setTokens(shown.cuts);
    this.#sentence.replaceChildren(
      ...(step === 0
        ? ['Each byte is a token.']
        : [`Merge ${shown.merge} of the vocabulary makes `, tokenElement(shown.text, 2), '.']),
    );
  }
}

function scoreText({ right, wrong, missed, percent }: Score, { cuts }: SplitAnswer): Node[] {
  const details = [
    `${right.length} of ${counted(cuts.length, 'cut')} found`,
    wrong.length > 0
      ? `${counted(wrong.length, 'guess', 'guesses')} that ${wrong.length === 1 ? 'is' : 'are'} none`
      : '',
    missed.length > 0 ? `${missed.length} not seen` : '',
  ].filter(text => text !== '');
  return [element('b', {}, `${percent} %`), document.createTextNode(` ${details.join(', ')}`)];
}

function reasonsOf({ wrong, missed }: Score, { reasons }: SplitAnswer): HTMLElement[] {
  const places = new Set([...wrong, ...missed]);
  return reasons.filter(({ at }) => places.has(at)).map(reasonItem);
}

function reasonItem({ why, left, right, merge }: CutReasonMessage): HTMLElement {
  const pair = [tokenElement(left, 0), ' and ', tokenElement(right, 1)] as const;
  if (why === 'merged') return element('li', {}, `Merge ${merge} joins `, ...pair, ': no cut.');
  if (why === 'unmerged') return element('li', {}, 'No merge joins ', ...pair, ': a cut.');
  return element('li', {}, 'The split pattern cuts between ', ...pair, ', before any merge.');
}
