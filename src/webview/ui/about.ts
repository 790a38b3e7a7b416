import { element } from './element';

/** "What am I looking at?": a few sentences, and the way to the walkthrough's step about it. */
export function about(text: string, walkthrough: () => void): HTMLElement {
  const more = element('button', { class: 'link' }, 'Step by step, with an example');
  more.addEventListener('click', walkthrough);
  return element(
    'details',
    { class: 'about' },
    element('summary', {}, 'What am I looking at?'),
    element('p', {}, text, ' ', more),
  );
}
