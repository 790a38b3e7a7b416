import assert from 'node:assert/strict';
import { ActiveText } from '../../../src/host/activeText';
import { InMemoryDocument, InMemoryWindow } from '../../support/inMemoryTexts';

describe('the active text', () => {
  let window: InMemoryWindow;
  let active: ActiveText<InMemoryDocument, InMemoryWindow['visibleTextEditors'][number]>;
  const left = (): InMemoryDocument => new InMemoryDocument('left');
  const right = (): InMemoryDocument => new InMemoryDocument('right');
  const isOutput = { scheme: 'output' };

  beforeEach(() => {
    window = new InMemoryWindow();
    active = new ActiveText(window);
  });
  afterEach(() => active.dispose());

  it('is the one in front', () => {
    const first = window.show(left());
    const second = window.show(right());
    assert.equal(active.editor, second);
    window.focus(first);
    assert.equal(active.editor, first);
  });

  it('stays the last one while a panel has the focus, not the first that can be seen', () => {
    window.show(left());
    const second = window.show(right());
    window.focus(undefined);
    assert.equal(active.editor, second);
    assert.equal(active.visibleEditor, second);
  });

  it('stays while the output has the focus', () => {
    const text = window.show(left());
    window.show(new InMemoryDocument('log', 'log', isOutput));
    assert.equal(active.editor, text);
  });

  it('stays, with its selection, while the walkthrough covers it, until it closes', () => {
    const other = window.show(left());
    const document = right();
    const editor = window.show(document);
    window.select(editor, { start: 1, end: 3 });
    window.hide(document);
    assert.equal(active.editor, editor);
    assert.deepEqual(editor.selections, [{ start: 1, end: 3 }]);
    assert.equal(active.visibleEditor, undefined);
    window.close(document);
    assert.equal(active.editor, other);
  });

  it('is the one that a panel with the focus shows in its place', () => {
    window.show(left());
    window.focus(undefined);
    const revealed = window.reveal(right());
    assert.equal(active.visibleEditor, revealed);
  });

  it('is the new editor of the same text when that is shown again without the focus', () => {
    const document = left();
    window.show(document);
    window.hide(document);
    const again = window.show(document);
    window.focus(undefined);
    assert.equal(active.visibleEditor, again);
  });

  it('is the first that can be seen after a reload into a panel, and the output never', () => {
    window.show(new InMemoryDocument('log', 'log', isOutput));
    assert.equal(active.editor, undefined);
    const text = window.show(left());
    window.focus(undefined);
    active.dispose();
    active = new ActiveText(window);
    assert.equal(active.editor, text);
  });

  it('says when it is another one or comes into sight, and not when the focus only leaves it', () => {
    let changes = 0;
    active.onDidChange(() => changes++);
    const document = left();
    window.show(document);
    assert.equal(changes, 1);
    window.focus(undefined);
    assert.equal(changes, 1);
    window.hide(document);
    assert.equal(changes, 2);
  });
});
