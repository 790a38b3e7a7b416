import type { CoverageBins } from '../../dataset/coverage';
import type { CoverageMessage } from '../../protocol/tokenizer';
import type { WindowSettings } from '../../protocol/windowsPanel';
import { element } from '../ui/element';
import { binAt, coverageTerms, describeCoverage, describeInputs } from './coverageFigures';
import { counted, figure } from './figures';

interface Events {
  readonly ask: (bins: number) => Promise<CoverageMessage | undefined>;
  /** A place of the strip was chosen: its tokens. */
  readonly choose: (tokens: { readonly first: number; readonly last: number }) => void;
}

/** The settings that are named beside the counts. */
type Shown = Pick<WindowSettings, 'maxLength' | 'sampler'>;

const stripHeight = 30;
/** Pixels of a bin. */
const binWidth = 2;

/** Where every token goes: a sum that is seen to add up, and a strip over the document. */
export class CoverageView {
  readonly #sum = element('div', { class: 'sum' });
  readonly #canvas = element('canvas', { class: 'coverage-strip', 'aria-hidden': 'true' });
  readonly #strip = element('div', {
    class: 'strip-control',
    role: 'slider',
    tabindex: '0',
    'aria-label': 'How often the tokens are inputs, over the document. Enter goes to the place.',
    'aria-valuemin': '0',
    title:
      'The document from start to end: the higher, the more often a token is an input. Choose a place to go there.',
  });
  readonly #said = element('div', { class: 'quiet strip-said' });
  readonly element = element(
    'section',
    { class: 'coverage', 'aria-label': 'Coverage: where every token goes' },
    this.#sum,
    this.#strip,
    this.#said,
  );
  #bins: CoverageBins | undefined;
  #cursor: number | undefined;
  #at = 0;
  #turn = 0;
  #inputs = '';
  #settings: Shown = { maxLength: 1 };

  constructor(private readonly events: Events) {
    this.#strip.append(this.#canvas);
    this.#strip.addEventListener('pointermove', event => this.#move(this.#binOf(event)));
    this.#strip.addEventListener('pointerleave', () => this.#say(undefined));
    this.#strip.addEventListener('click', event => {
      this.#move(this.#binOf(event));
      this.#choose();
    });
    this.#strip.addEventListener('keydown', event => this.#key(event));
    this.#strip.addEventListener('focus', () => this.#move(this.#at));
    this.#strip.addEventListener('blur', () => this.#say(undefined));
    new ResizeObserver(() => {
      if (this.#bins !== undefined && this.#strip.clientWidth > 0) void this.reload(this.#settings);
    }).observe(this.#strip);
    // A canvas keeps the colours of the theme that it was drawn in.
    new MutationObserver(() => this.#draw()).observe(document.body, { attributeFilter: ['class'] });
  }

  /** Asks again, for the width that there is: the settings or the text are others. */
  async reload(settings: Shown): Promise<void> {
    this.#settings = settings;
    const turn = ++this.#turn;
    const bins = Math.max(50, Math.min(2000, Math.floor(this.#strip.clientWidth / binWidth) || 300));
    const coverage = await this.events.ask(bins).catch(() => undefined);
    if (turn === this.#turn && coverage?.totals !== undefined) this.#show(coverage, coverage.totals);
  }

  #show(bins: CoverageBins, totals: NonNullable<CoverageMessage['totals']>): void {
    this.#bins = bins;
    const { maxLength, sampler } = this.#settings;
    const hasRanks = sampler === 'distributed';
    const terms = coverageTerms(totals, hasRanks).flatMap(({ kind, count, name, help }, i) => [
      i === 0 ? '' : ' + ',
      element(
        'span',
        { class: `term ${kind}${count === 0 ? ' none' : ''}`, title: help },
        element('b', {}, figure(count)),
        ` ${name}`,
      ),
    ]);
    this.#sum.replaceChildren(...terms, ' = ', element('b', {}, counted(totals.tokenCount, 'token')));
    this.#sum.setAttribute('aria-label', describeCoverage(totals, hasRanks));
    this.#inputs = describeInputs(totals, maxLength);
    this.#strip.setAttribute('aria-valuemax', String(Math.max(0, totals.tokenCount - 1)));
    this.#at = Math.min(this.#at, Math.max(0, bins.inputs.length - 1));
    this.#draw();
    this.#say(undefined);
  }

  /** A line where the editor's cursor is. */
  setCursor(token: number | undefined): void {
    this.#cursor = token;
    this.#draw();
  }

  #binOf({ clientX }: MouseEvent): number {
    const { left, width } = this.#strip.getBoundingClientRect();
    return binAt(clientX - left, width, this.#bins?.inputs.length ?? 1);
  }

  #key(event: KeyboardEvent): void {
    const last = (this.#bins?.inputs.length ?? 1) - 1;
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      PageUp: -Math.ceil(last / 10),
      PageDown: Math.ceil(last / 10),
      Home: -Infinity,
      End: Infinity,
    };
    const step = steps[event.key];
    if (step !== undefined) this.#move(Math.max(0, Math.min(this.#at + step, last)));
    else if (event.key === 'Enter' || event.key === ' ') this.#choose();
    else return;
    event.preventDefault();
  }

  #move(bin: number): void {
    this.#at = bin;
    this.#say(bin);
    this.#draw();
  }

  #choose(): void {
    const bounds = this.#bins?.bounds;
    if (bounds !== undefined && bounds.length > 1)
      this.events.choose({ first: bounds[this.#at]!, last: bounds[this.#at + 1]! });
  }

  #say(bin: number | undefined): void {
    const bins = this.#bins;
    if (bins === undefined || bins.inputs.length === 0) return;
    const described = describeBin(bins, bin ?? this.#at);
    this.#strip.setAttribute('aria-valuenow', String(bins.bounds[bin ?? this.#at]!));
    this.#strip.setAttribute('aria-valuetext', described);
    this.#said.textContent = bin === undefined ? this.#inputs : described;
  }

  #draw(): void {
    const bins = this.#bins;
    const width = this.#strip.clientWidth;
    if (bins === undefined || width === 0) return;
    const ratio = window.devicePixelRatio;
    this.#canvas.width = Math.round(width * ratio);
    this.#canvas.height = Math.round(stripHeight * ratio);
    const context = this.#canvas.getContext('2d')!;
    context.scale(ratio, ratio);
    const style = getComputedStyle(this.#strip);
    const color = (name: string): string => style.getPropertyValue(`--vscode-tokenscope-${name}`).trim();
    const [used, unused, focus] = [color('heat'), color('uncovered'), style.getPropertyValue('--vscode-focusBorder')];
    const count = bins.inputs.length;
    const most = bins.inputs.reduce((maximum, value) => Math.max(maximum, value), 1);
    for (let bin = 0; bin < count; bin++) {
      const left = Math.round((bin / count) * width);
      const size = Math.round(((bin + 1) / count) * width) - left;
      const height = (bins.inputs[bin]! / most) * (stripHeight - 4);
      const isUnused = !(bins.inputs[bin]! > 0);
      context.fillStyle = isUnused ? unused : used;
      if (isUnused) context.fillRect(left, 0, size, stripHeight);
      else context.fillRect(left, stripHeight - height, size, height);
    }
    context.fillStyle = focus;
    if (this.#strip.matches(':hover, :focus'))
      context.fillRect(((this.#at + 0.5) / count) * width - 1, 0, 2, stripHeight);
    if (this.#cursor !== undefined) {
      const tokenCount = bins.bounds.at(-1)!;
      context.fillStyle = style.getPropertyValue('--vscode-editorCursor-foreground') || style.color;
      context.fillRect(((this.#cursor + 0.5) / Math.max(1, tokenCount)) * width - 1, 0, 2, stripHeight);
    }
  }
}

function describeBin({ bounds, inputs, targets }: CoverageBins, bin: number): string {
  const [first, last] = [bounds[bin]!, bounds[bin + 1]!];
  const place =
    last - first === 1 ? `token ${figure(first)}` : `tokens ${figure(first)} to ${figure(last - 1)}, on average`;
  const times = (value: number): string => `${Number.isInteger(value) ? value : value.toFixed(2)} ×`;
  return `${place}: input ${times(inputs[bin]!)}, target ${times(targets[bin]!)}. Choose to go there.`;
}
