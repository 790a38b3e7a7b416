import { ordered } from '../../base/foreignText';
import { loaderProblemSentence } from '../../protocol/loaderProblem';
import type { WindowPage } from '../../protocol/tokenizer';
import type {
  TokenSpan,
  WindowsDisplay,
  WindowSettings,
  WindowsHostMethods,
  WindowsState,
} from '../../protocol/windowsPanel';
import type { HostClient } from '../ui/hostClient';
import { about } from '../ui/about';
import { element, root } from '../ui/element';
import { ContextGrows } from './contextGrows';
import { CoverageView } from './coverage';
import { formatLines, type CopyFormat } from './copyFormats';
import { CorpusLine } from './corpusLine';
import { CursorLinks, type CursorToken } from './cursorLinks';
import { counted, figure } from './figures';
import { WindowPages } from './pages';
import { Parameters } from './parameters';
import { SelectionBar } from './selectionBar';
import { Situation } from '../ui/situation';
import { WindowTable } from './table';
import { Toolbar } from './toolbar';
import { tooShort } from './tooShort';

/** Cells in one copy: more belongs into a file. */
const mostCopiedCells = 100_000;

/** The windows panel: parameters, counts, and for each window a line of inputs and one of targets. */
export class WindowsView {
  readonly #host: HostClient<WindowsHostMethods>;
  readonly #saveRow: (row: number) => void;
  readonly #title = element('h1', {});
  readonly #tokenizer = element('button', { class: 'chip', title: 'Select another tokenizer' });
  readonly #counts = element('div', { class: 'counts', role: 'status' });
  readonly #situation = new Situation();
  readonly #parameters = new Parameters(
    part => this.#change(part),
    policy => this.#host.tell('specialTokens', { policy }),
  );
  readonly #toolbar = new Toolbar({
    display: part => this.#display(part),
    goTo: window => void this.#goTo(window),
    noWindow: written =>
      this.#selection.say(
        `${written === '' ? 'Nothing' : ordered(`"${written.slice(0, 40)}"`)} is no window. Enter its number: a whole number from 0.`,
      ),
    take: as => this.#host.tell('take', { as, settings: this.#pages.shown ?? this.#state!.settings }),
  });
  readonly #corpus = new CorpusLine({ readAgain: () => this.#host.tell('reopen', {}) });
  readonly #context = new ContextGrows(text => this.#copyText(text));
  readonly #selection = new SelectionBar(format => void this.#copy(format));
  readonly #coverage: CoverageView;
  readonly #links: CursorLinks;
  readonly #pages: WindowPages;
  readonly #table: WindowTable;
  readonly #body: HTMLElement;
  readonly #footer: HTMLElement;
  #state: WindowsState | undefined;
  #counted: WindowPage | undefined;
  #startRow: number;
  /** The settings that the host keeps, to tell a change of theirs from an echo. */
  #keptSettings = '';

  /** @param row the row that was in focus when the window was reloaded */
  constructor(host: HostClient<WindowsHostMethods>, row: number, saveRow: (row: number) => void) {
    this.#host = host;
    this.#startRow = row;
    this.#saveRow = saveRow;
    this.#pages = new WindowPages(
      (settings, firstRow, rowCount) => host.call('page', { settings, firstRow, rowCount }),
      {
        began: (page, settings) => this.#began(page, settings),
        more: () => this.#table.refresh(),
        failed: message => this.#failed(message),
      },
    );
    this.#table = new WindowTable(this.#pages, {
      current: current => this.#focused(current),
      choose: tokens => host.tell('reveal', tokens),
      point: at => host.tell('point', at === undefined ? {} : { at }),
      selected: cells => this.#selection.show(cells),
      copy: () => void this.#copy(this.#state?.display.cells === 'ids' ? 'ids' : 'text'),
    });
    this.#coverage = new CoverageView({
      ask: async bins => this.#pages.shown && host.call('coverage', { settings: this.#pages.shown, bins }),
      choose: tokens => host.tell('reveal', tokens),
    });
    this.#links = new CursorLinks({
      ask: async token => this.#pages.shown && host.call('holding', { settings: this.#pages.shown, token }),
      go: (row, column) => this.#table.goTo(row, column),
    });
    this.#tokenizer.addEventListener('click', () => host.tell('selectTokenizer', {}));
    this.#footer = element('footer', {}, this.#links.element, this.#selection.element);
    this.#body = element('div', { class: 'body' }, this.#table.element, this.#context.element);
    root().append(
      element(
        'header',
        {},
        this.#title,
        this.#tokenizer,
        about(aboutText, () => host.tell('walkthrough', {})),
      ),
      this.#parameters.element,
      this.#corpus.element,
      this.#counts,
      this.#coverage.element,
      this.#toolbar.element,
      this.#situation.element,
      this.#body,
      this.#footer,
    );
    root().classList.add('windows');
    host.call('presets', {}).then(
      presets => this.#parameters.offer(presets),
      (error: unknown) => host.failed(error),
    );
  }

  update(state: WindowsState): void {
    // Settings that are still being typed stay, unless others came from elsewhere.
    const isKnown = this.#state !== undefined && JSON.stringify(state.settings) === this.#keptSettings;
    this.#state = isKnown ? { ...state, settings: this.#state!.settings } : state;
    this.#keptSettings = JSON.stringify(state.settings);
    this.#title.textContent = `Training windows of ${ordered(state.title)}`;
    this.#tokenizer.textContent = ordered(state.tokenizer);
    this.#parameters.setSpecialTokens(state.specialTokens);
    this.#parameters.setCorpus(state.corpus !== undefined);
    this.#toolbar.setCorpus(state.corpus !== undefined);
    this.#showCorpus();
    if (!isKnown) this.#parameters.show(state.settings, []);
    this.#showDisplay();
    if (state.status === 'ready') this.#pages.load(this.#state.settings, this.#startRow || this.#table.row);
    else if (state.status === 'closed')
      this.#situate(`${state.title} is closed.`, 'Open it again', () => this.#host.tell('reopen', {}));
    else if (state.status === 'failed')
      this.#situate(state.message ?? `${state.title} could not be read.`, 'Read again', () =>
        this.#host.tell('reopen', {}),
      );
    else if (this.#counted === undefined || state.corpus !== undefined) this.#situate(`Reading ${state.title}…`);
  }

  #showCorpus(): void {
    const { corpus, settings } = this.#state!;
    this.#corpus.show(corpus, settings.crossFiles !== false);
  }

  setCursor(token: CursorToken | undefined): void {
    this.#table.setCursor(token?.index);
    this.#coverage.setCursor(token?.index);
    this.#links.setCursor(token);
  }

  setPointed(tokens: TokenSpan | undefined): void {
    this.#table.setPointed(tokens);
  }

  #change(part: Partial<WindowSettings>): void {
    if (this.#state === undefined) return;
    const settings = { ...this.#state.settings, ...part };
    this.#state = { ...this.#state, settings };
    this.#showCorpus();
    this.#toolbar.setTakes(false);
    if (this.#state.status === 'ready') this.#pages.load(settings, this.#table.row);
  }

  #display(part: Partial<WindowsDisplay>): void {
    if (this.#state === undefined) return;
    this.#state = { ...this.#state, display: { ...this.#state.display, ...part } };
    this.#keep(this.#pages.shown ?? this.#state.settings);
    this.#showDisplay();
    if (this.#counted !== undefined && this.#pages.shown !== undefined)
      this.#table.show(this.#counted, this.#pages.shown, this.#state.display);
  }

  #showDisplay(): void {
    const { display } = this.#state!;
    this.#toolbar.show(display);
    this.#context.element.hidden = !display.contextGrows;
    this.#coverage.element.hidden = !display.coverage || this.#body.hidden;
  }

  #keep(settings: WindowSettings): void {
    this.#keptSettings = JSON.stringify(settings);
    this.#host.tell('keep', { settings, display: this.#state!.display });
  }

  #began(page: WindowPage, settings: WindowSettings): void {
    const problems = page.problems;
    this.#parameters.show(settings, problems);
    this.#toolbar.setTakes(problems.length === 0);
    this.#body.classList.toggle('dimmed', problems.length > 0);
    for (const element of [this.#counts, this.#coverage.element])
      element.classList.toggle('dimmed', problems.length > 0);
    if (problems.length > 0) {
      if (this.#counted === undefined) this.#explain(page);
      return;
    }
    this.#situate();
    this.#counted = page;
    this.#counts.replaceChildren(...countsOf(page, settings));
    this.#table.show(page, settings, this.#state!.display);
    if (this.#startRow > 0) this.#table.goTo(Math.min(this.#startRow, page.rowCount - 1));
    this.#startRow = 0;
    // The table is seen first; what is said about it follows.
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#keep(this.#pages.shown ?? settings);
        void this.#coverage.reload(settings);
        void this.#links.reload();
      }),
    );
  }

  /** There is nothing to show yet, and no earlier result: says why, and offers what helps. */
  #explain(page: WindowPage): void {
    const maxLength = tooShort(page);
    if (page.tokenCount < 2)
      this.#situate(
        'There is nothing to cut into windows yet: a window needs at least two tokens.',
        'Go to the text',
        () => this.#host.tell('reopen', {}),
      );
    else if (maxLength === undefined) this.#situate(loaderProblemSentence(page.problems[0]!));
    else
      this.#situate(
        `A text of ${counted(page.tokenCount, 'token')} has no window of ${figure(this.#state!.settings.maxLength)} yet.`,
        `Set max_length to ${maxLength}`,
        () => this.#change({ maxLength }),
      );
  }

  #failed(message: string): void {
    this.#situate(message, 'Try again', () => this.#pages.load(this.#state!.settings, this.#table.row));
  }

  #situate(sentence?: string, action?: string, act?: () => void): void {
    this.#situation.show(sentence, action, act);
    const isShown = sentence === undefined;
    for (const part of [this.#body, this.#toolbar.element, this.#footer, this.#counts]) part.hidden = !isShown;
    this.#coverage.element.hidden = !isShown || !this.#state!.display.coverage;
  }

  #focused(row: number): void {
    const found = this.#pages.row(row);
    if (found === undefined) return;
    this.#context.show(found);
    this.#corpus.setFile(found.file);
    this.#saveRow(row);
    const window = { first: found.first, last: found.first + found.ids.length - 1 };
    this.#host.tell('current', { window });
  }

  async #goTo(window: number): Promise<void> {
    const settings = this.#pages.shown;
    if (settings === undefined) return;
    const row = await this.#host.call('rowOf', { settings, window });
    if (row === undefined) {
      this.#selection.say(
        `No row shows window ${figure(window)}: there is none, ${settings.sampler === 'distributed' ? 'another rank has it, ' : ''}or drop_last leaves it out.`,
      );
      return;
    }
    this.#table.goTo(row);
    this.#table.element.focus();
  }

  async #copy(format: CopyFormat): Promise<void> {
    const cells = this.#selection.cells;
    if (cells > mostCopiedCells) {
      this.#selection.say(
        `${figure(cells)} cells are selected; up to ${figure(mostCopiedCells)} can be copied. Export them to a file instead.`,
      );
      return;
    }
    const lines = await this.#table.selectedLines();
    if (lines !== undefined) this.#copyText(formatLines(lines, format));
  }

  #copyText(text: string): void {
    this.#host.call('copy', { text }).then(
      () => this.#selection.say('Copied.'),
      (error: unknown) => this.#selection.say(error instanceof Error ? error.message : String(error)),
    );
  }
}

function countsOf({ tokenCount, windowCount, batchCount, rowCount }: WindowPage, settings: WindowSettings): Node[] {
  const count = (value: number, name: string, many?: string): HTMLElement => {
    const [number, ...words] = counted(value, name, many).split(' ');
    return element('span', {}, element('b', {}, number), ` ${words.join(' ')}`);
  };
  const { sampler, worldSize = 1, rank = 0 } = settings;
  const hasRanks = sampler === 'distributed';
  const own = hasRanks ? Math.ceil(windowCount / worldSize) : windowCount;
  const dropped = own - rowCount;
  return [
    count(tokenCount, 'token'),
    count(windowCount, 'window'),
    ...(hasRanks ? [count(own, `of them for rank ${rank}`, `of them for rank ${rank}`)] : []),
    count(batchCount, 'batch', 'batches'),
    ...(dropped > 0 ? [element('span', {}, `${counted(dropped, 'window')} dropped by drop_last`)] : []),
  ];
}

const aboutText =
  'A model learns to predict the next token, so each window is one training sample: max_length tokens as its input and, as its target, the same tokens moved on by one. The next window begins stride tokens later, and batch_size windows make a batch. Point at a token to find it in the text; choose it to go there.';
