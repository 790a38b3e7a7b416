import { ordered } from '../../base/foreignText';
import type { CorpusFacts } from '../../protocol/windowsPanel';
import { element } from '../ui/element';
import { counted, figure } from './figures';

interface Events {
  readonly readAgain: () => void;
}

/** Of several files as one corpus: how many, how they are joined, which are left out and why, and whose window is in focus. */
export class CorpusLine {
  readonly #said = element('span', {});
  readonly #file = element('span', { class: 'quiet file', title: 'The file of the window in focus' });
  readonly #skipped = element('details', { class: 'skipped' });
  readonly element = element('div', { class: 'corpus', role: 'status', hidden: true }, this.#said);

  constructor({ readAgain }: Events) {
    const again = element('button', { class: 'action', title: 'Read the files from the disk again' }, 'Read again');
    again.addEventListener('click', readAgain);
    this.element.append(again, this.#file, this.#skipped);
  }

  show(corpus: CorpusFacts | undefined, crossFiles: boolean): void {
    this.element.hidden = corpus === undefined || corpus.files === 0;
    if (corpus === undefined) return;
    this.#said.textContent = ordered(describeCorpus(corpus, crossFiles));
    this.#skipped.hidden = corpus.skippedCount === 0;
    const more = corpus.skippedCount - corpus.skipped.length;
    this.#skipped.replaceChildren(
      element('summary', {}, `${counted(corpus.skippedCount, 'file')} left out`),
      element(
        'ul',
        {},
        ...corpus.skipped.map(({ name, reason }) => element('li', {}, element('b', {}, name), ` ${reason}`)),
        ...(more > 0 ? [element('li', {}, `and ${figure(more)} more`)] : []),
      ),
    );
  }

  setFile(file: string | undefined): void {
    this.#file.textContent = file === undefined ? '' : `now in ${file}`;
  }
}

/**
 * How files are joined and cut, in one sentence.
 *
 * @example
 * describeCorpus({ files: 3, separator: '<|endoftext|>' }, false);
 * // '3 files in the order of their names, <|endoftext|> between them. No window crosses from one into the next.'
 */
export function describeCorpus(
  { files, separator }: Pick<CorpusFacts, 'files' | 'separator'>,
  crossFiles: boolean,
): string {
  if (files === 1) return '1 file.';
  const cut = crossFiles
    ? 'Windows may cross from one into the next, as in the chapter.'
    : 'No window crosses from one into the next.';
  return `${counted(files, 'file')} in the order of their names, ${separator ?? 'nothing'} between them. ${cut}`;
}
