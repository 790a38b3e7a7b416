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
  readonly #changes = element('b', { class: 'changes' });
  readonly #skipped = element('details', { class: 'skipped' });
  readonly element = element('div', { class: 'corpus', role: 'status', hidden: true }, this.#said);

  constructor({ readAgain }: Events) {
    const again = element('button', { class: 'action', title: 'Read the files from the disk again' }, 'Read again');
    again.addEventListener('click', readAgain);
    this.element.append(this.#changes, again, this.#file, this.#skipped);
  }

  show(corpus: CorpusFacts | undefined, crossFiles: boolean): void {
    this.element.hidden = corpus === undefined || corpus.files === 0;
    if (corpus === undefined) return;
    this.#said.textContent = ordered(describeCorpus(corpus, crossFiles));
    this.#changes.textContent = describeChanges(corpus.changes);
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

/**
 * What has become of the files since they were read; empty if nothing has.
 *
 * @example
 * describeChanges({ changed: 2, added: 0, removed: 1 });
 * // 'On the disk 2 files have changed and 1 is gone since they were read.'
 */
export function describeChanges(changes: CorpusFacts['changes']): string {
  const { changed = 0, added = 0, removed = 0 } = changes ?? {};
  const have = (count: number): string => (count === 1 ? 'has' : 'have');
  const is = (count: number): string => (count === 1 ? 'is' : 'are');
  const parts = [
    { count: changed, said: `${have(changed)} changed` },
    { count: added, said: `${is(added)} new` },
    { count: removed, said: `${is(removed)} gone` },
  ].filter(({ count }) => count > 0);
  if (parts.length === 0) return '';
  const texts = parts.map(({ count, said }, i) => `${i === 0 ? counted(count, 'file') : figure(count)} ${said}`);
  const last = texts.pop()!;
  return `On the disk ${texts.length === 0 ? last : `${texts.join(', ')} and ${last}`} since they were read.`;
}
