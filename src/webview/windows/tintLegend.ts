import type { WindowsDisplay } from '../../protocol/windowsPanel';
import { element } from '../ui/element';

type Mode = WindowsDisplay['inEditor'];
type Entry = readonly [look: 'window1' | 'window2' | 'windowTarget' | 'heat' | 'uncovered', meaning: string];

/** What each tint in the text means. */
export const tintMeanings: Readonly<Record<Mode, readonly Entry[]>> = {
  none: [],
  current: [
    ['window1', 'input of the window in focus'],
    ['windowTarget', 'its last target'],
  ],
  all: [
    ['window1', 'even windows'],
    ['window2', 'odd windows; the stronger, the more windows share a token'],
  ],
  coverage: [
    ['heat', 'input of a window; the stronger, the more often'],
    ['uncovered', 'never an input'],
  ],
};

/** The legend of what is tinted in the text; it is hidden while nothing is. */
export class TintLegend {
  readonly element = element('div', { class: 'tints quiet', role: 'note', hidden: true });

  show(mode: Mode): void {
    const entries = tintMeanings[mode];
    this.element.hidden = entries.length === 0;
    this.element.replaceChildren(
      element('span', {}, 'In the text:'),
      ...entries.map(([look, meaning]) =>
        element(
          'span',
          { class: 'tint' },
          element('span', { class: `swatch ${look}`, 'aria-hidden': 'true' }),
          meaning,
        ),
      ),
      element('span', {}, 'Token colours rest meanwhile.'),
    );
  }
}
