import assert from 'node:assert/strict';
import { FocusedToken } from '../../../src/host/focusedToken';
import type { TextSpan } from '../../../src/host/tokenSpans';
import { InMemoryDocument, InMemoryWindow, type InMemoryEditor } from '../../support/inMemoryTexts';

describe('the focused token', () => {
  let window: InMemoryWindow;
  let focused: FocusedToken<InMemoryDocument, InMemoryEditor>;
  let document: InMemoryDocument;
  let editor: InMemoryEditor;
  let chosen: [InMemoryDocument, TextSpan][];
  let pointed: InMemoryDocument[];
  const windowsPanel = {};
  const vectorsPanel = {};
  const span = { start: 4, end: 7 };

  beforeEach(() => {
    window = new InMemoryWindow();
    document = new InMemoryDocument('The cat sat');
    editor = window.show(document);
    chosen = [];
    pointed = [];
    const cursors = {
      offsetOf: ({ selections: [first] }: InMemoryEditor) => first?.start ?? 0,
      select: (at: InMemoryDocument, part: TextSpan) => {
        chosen.push([at, part]);
        window.select(editor, part);
        return Promise.resolve();
      },
      onDidMove: window.selections.onDidChange,
    };
    focused = new FocusedToken(window, cursors, window);
    focused.onDidPoint(each => pointed.push(each));
  });
  afterEach(() => focused.dispose());

  it('is pointed at in one panel, and marked everywhere but there', () => {
    focused.point(windowsPanel, { document, span });
    assert.deepEqual(pointed, [document]);
    assert.deepEqual(focused.pointedIn(document), span, 'the editor');
    assert.deepEqual(focused.pointedIn(document, vectorsPanel), span);
    assert.equal(focused.pointedIn(document, windowsPanel), undefined);
    assert.equal(focused.pointedIn(new InMemoryDocument('other')), undefined);
  });

  it('is pointed at no longer when the pointer leaves that panel, but stays where it is in the next one', () => {
    focused.point(windowsPanel, { document, span });
    const next = { start: 0, end: 3 };
    focused.point(vectorsPanel, { document, span: next });
    focused.point(windowsPanel, undefined);
    assert.deepEqual(focused.pointedIn(document), next);
    focused.point(vectorsPanel, undefined);
    assert.equal(focused.pointedIn(document), undefined);
    assert.equal(pointed.length, 3, 'a panel that points at nothing changes nothing');
  });

  it('of one document makes place for that of another, and both are told', () => {
    const other = new InMemoryDocument('other');
    focused.point(windowsPanel, { document, span });
    focused.point(vectorsPanel, { document: other, span: { start: 0, end: 5 } });
    assert.equal(focused.pointedIn(document), undefined);
    assert.deepEqual(pointed, [document, document, other]);
  });

  it('is pointed at no longer after an edit of its text or its end, and stays when another text changes', () => {
    const other = new InMemoryDocument('other');
    focused.point(windowsPanel, { document, span });
    window.edit(other, { rangeOffset: 0, rangeLength: 0, text: 'x' });
    window.edit(document);
    assert.deepEqual(focused.pointedIn(document), span, 'nothing of it was edited');
    window.edit(document, { rangeOffset: 0, rangeLength: 0, text: 'x' });
    assert.equal(focused.pointedIn(document), undefined);
    focused.point(windowsPanel, { document, span });
    window.close(document);
    assert.equal(focused.pointedIn(document), undefined);
    assert.equal(pointed.length, 4);
  });

  it('is at the cursor of the editor whose cursor moved last, as long as that is in sight', () => {
    const moved: InMemoryDocument[] = [];
    focused.onDidMoveCursor(each => moved.push(each));
    const second = window.show(document);
    window.select(editor, { start: 4, end: 4 });
    window.select(second, { start: 8, end: 11 });
    assert.equal(focused.cursorOf(document), 8);
    window.select(editor, { start: 5, end: 5 });
    assert.equal(focused.cursorOf(document), 5);
    assert.deepEqual(moved, [document, document, document]);
    window.visibleTextEditors = [second];
    assert.equal(focused.cursorOf(document), 8);
    window.hide(document);
    assert.equal(focused.cursorOf(document), undefined);
  });

  it('that is chosen is where the cursor is then', async () => {
    await focused.choose(document, span);
    assert.deepEqual(chosen, [[document, span]]);
    assert.equal(focused.cursorOf(document), 4);
  });
});
