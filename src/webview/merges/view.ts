import { ordered } from '../../base/foreignText';
import type { MergeFact, MergeForestMessage, MergeStepMessage, MergeSummary } from '../../protocol/merges';
import type { MergesHostMethods, MergesSnapshot } from '../../protocol/mergesPanel';
import { counted, figure } from '../windows/figures';
import { about } from '../ui/about';
import { element, root } from '../ui/element';
import type { HostClient } from '../ui/hostClient';
import { Situation } from '../ui/situation';
import { tokenElement } from '../ui/token';
import { CoursePlot } from './coursePlot';
import { ForestPicture } from './forestPicture';
import { PairsTable } from './pairsTable';
import { Transport } from './transport';

const aboutText =
  'Byte-pair encoding begins with the bytes of the text. Each merge joins the pair of neighbours that was the most frequent when the tokenizer was trained, everywhere in the text, and makes one new token of it. Step through the merges and watch the colours in the editor: what two tokens are at one step is one token at the next.';

/** The panel about merges: which step the text is shown at, what it does, and what all of them come to. */
export class MergesView {
  readonly #title = element('h1', {});
  readonly #tokenizer = element('button', { class: 'chip', title: 'Select another tokenizer' });
  readonly #transport: Transport;
  readonly #sentence = element('div', { class: 'merge-sentence', role: 'status' });
  readonly #counts = element('div', { class: 'counts' });
  readonly #pairs: PairsTable;
  readonly #forest: ForestPicture;
  readonly #plot: CoursePlot;
  readonly #situation = new Situation();
  readonly #body: HTMLElement;
  #snapshot: MergesSnapshot | undefined;
  #wanted: number;
  #isAsking = false;

  /** @param step where it begins */
  constructor(
    private readonly host: HostClient<MergesHostMethods>,
    step: number,
    private readonly keep: (step: number) => void,
  ) {
    this.#wanted = step;
    const go = (to: number): void => {
      this.#transport.stop();
      void this.#go(to);
    };
    this.#transport = new Transport({ go: to => this.#go(to) });
    this.#pairs = new PairsTable(go);
    this.#forest = new ForestPicture(go);
    this.#plot = new CoursePlot(go);
    this.#tokenizer.addEventListener('click', () => host.tell('selectTokenizer', {}));
    const guess = element('button', { class: 'action', title: 'Guess where a sentence is cut' }, 'Guess the Split');
    guess.addEventListener('click', () => host.tell('guess', {}));
    this.#body = element(
      'div',
      { class: 'merges-body' },
      element('div', { class: 'merges-side' }, this.#pairs.element),
      element('div', { class: 'merges-main' }, this.#forest.element, this.#plot.element),
    );
    root().classList.add('merges');
    root().append(
      element(
        'header',
        {},
        this.#title,
        this.#tokenizer,
        guess,
        about(aboutText, () => host.tell('walkthrough', {})),
      ),
      this.#transport.element,
      element('div', { class: 'bar' }, this.#sentence, this.#counts),
      this.#situation.element,
      this.#body,
    );
  }

  update(snapshot: MergesSnapshot): void {
    this.#snapshot = snapshot;
    const { status, title, tokenizer, summary } = snapshot;
    this.#title.textContent = `Merges of ${ordered(title)}`;
    this.#tokenizer.textContent = ordered(tokenizer);
    this.#situate(snapshot);
    const isReady = status === 'ready' && summary !== undefined;
    for (const part of [this.#transport.element, this.#body, this.#sentence, this.#counts]) part.hidden = !isReady;
    if (!isReady) {
      this.#transport.stop();
      return;
    }
    this.#plot.setSummary(summary);
    void this.#go(Math.min(this.#wanted, summary.merges));
  }

  setForest(forest: MergeForestMessage | undefined): void {
    this.#forest.setForest(forest);
  }

  /** Goes to a step; of those that are asked for while one is on its way, the last counts. */
  async #go(step: number): Promise<void> {
    this.#wanted = step;
    const merges = this.#snapshot?.summary?.merges ?? 0;
    this.#transport.show(step, merges);
    if (this.#isAsking) return;
    this.#isAsking = true;
    try {
      for (let asked = -1; asked !== this.#wanted;) {
        asked = this.#wanted;
        const { revision = 0, summary } = this.#snapshot ?? {};
        const found = await this.host.call('step', { revision, step: asked });
        if (found !== undefined && summary !== undefined && this.#snapshot?.revision === revision)
          this.#show(found, summary);
      }
      this.keep(this.#wanted);
    } catch (error) {
      this.#transport.stop();
      this.host.failed(error);
    } finally {
      this.#isAsking = false;
    }
  }

  #show(found: MergeStepMessage, summary: MergeSummary): void {
    const { step, tokens, made, next } = found;
    const { merges, bytes, counted: length } = summary;
    this.#sentence.replaceChildren(...(step === 0 ? beginning(next) : sentenceOf(step, made)));
    const of = length < summary.length ? `of the first ${figure(length)} characters` : '';
    this.#counts.replaceChildren(
      element('span', {}, element('b', {}, figure(tokens)), ` ${tokens === 1 ? 'token' : 'tokens'} ${of}`),
      element('span', {}, element('b', {}, tokens === 0 ? '0' : (bytes / tokens).toFixed(2)), ' bytes per token'),
      element('span', { class: 'quiet' }, `${figure(256 + step)} of ${figure(256 + merges)} tokens known`),
    );
    this.#pairs.show(found);
    this.#forest.setStep(step);
    this.#plot.setStep(step, tokens);
  }

  #situate({ status, tokenizer, message, title }: MergesSnapshot): void {
    const show = this.#situation.show.bind(this.#situation);
    if (status === 'ready') show();
    else if (status === 'loading') show('Counting the merges…');
    else if (status === 'closed')
      show(`${ordered(title)} is closed.`, 'Open It Again', () => this.host.tell('reopen', {}));
    else if (status === 'unmerged')
      show(`No merges are known of ${ordered(tokenizer)}.`, 'Train BPE on This Text…', () =>
        this.host.tell('train', {}),
      );
    else
      show(message ?? 'The merges could not be counted.', 'Select Another Tokenizer', () =>
        this.host.tell('selectTokenizer', {}),
      );
  }
}

function beginning(next: MergeFact | undefined): (Node | string)[] {
  if (next === undefined) return ['Before the first merge: each byte is a token.'];
  return ['Before the first merge: each byte is a token. The first merge makes ', tokenElement(next.text, 2), '.'];
}

function sentenceOf(step: number, made: MergeFact | undefined): (Node | string)[] {
  if (made === undefined) return [`Merge ${step} makes no token: the vocabulary has a gap there.`];
  const parts = made.parts.flatMap((part, index) => [...(index > 0 ? [' and '] : []), tokenElement(part, index % 2)]);
  const uses = made.uses === 0 ? 'It is never made in this text.' : `It is made ${counted(made.uses, 'time')} here.`;
  return [`Merge ${step} joins `, ...parts, ' into ', tokenElement(made.text, 2), `, id ${made.id}. ${uses}`];
}
