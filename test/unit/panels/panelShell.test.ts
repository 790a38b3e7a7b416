import assert from 'node:assert/strict';
import { say } from '../../../src/base/foreignText';
import { isBoolean, isNothing, isString, object } from '../../../src/base/validator';
import { definePanel, type PanelContent, type PanelView } from '../../../src/panels/definePanel';
import { PanelShell } from '../../../src/panels/panelShell';
import { PanelDocument } from '../../../src/panels/panelSubject';
import { RpcClient } from '../../../src/rpc/client';
import { method } from '../../../src/rpc/method';
import type { Port } from '../../../src/rpc/port';
import { serve } from '../../../src/rpc/server';
import { InMemoryFiles, InMemoryFrames, type FileDocument, type InMemoryFrame } from '../../support/inMemoryPanels';
import { settled } from '../../support/inMemoryTokenizer';

const hostMethods = {
  ready: method(object({}), isNothing),
  reopen: method(object({}), isNothing),
} as const;
const viewMethods = {
  update: method(object({ title: isString, isClosed: isBoolean }), isNothing),
  mark: method(object({}), isNothing),
} as const;

type Subject = PanelDocument<FileDocument>;

/** A third panel: all that it needs beside its protocol and its view. */
class TitlePanel implements PanelContent<typeof hostMethods, typeof viewMethods> {
  readonly renames: string[] = [];
  readonly handlers = { reopen: () => this.subject.reopen(false) };

  constructor(
    readonly subject: Subject,
    readonly view: PanelView<typeof viewMethods>,
  ) {
    view.store.add(subject.onDidChange(() => view.update()));
  }

  snapshot(): { title: string; isClosed: boolean } {
    return { title: this.subject.title, isClosed: this.subject.isClosed };
  }

  ready(): void {
    this.view.tell('mark', {});
  }

  renamed(before: string): void {
    this.renames.push(before);
  }
}

describe('the shell of a panel', () => {
  let files: InMemoryFiles;
  let frames: InMemoryFrames;
  let shell: PanelShell<Subject, TitlePanel>;
  let failures: unknown[];
  /** What each panel's page has shown, and the page's own requests. */
  let heard: Map<InMemoryFrame, string[]>;
  let pages: Map<InMemoryFrame, RpcClient<typeof hostMethods>>;

  const connect = (port: Port, frame: InMemoryFrame): void => {
    const own = heard.get(frame) ?? [];
    heard.set(frame, own);
    serve(port, viewMethods, {
      update: ({ title, isClosed }) => void own.push(isClosed ? `${title} is closed` : title),
      mark: () => void own.push('mark'),
    });
    const page = new RpcClient(port, hostMethods);
    pages.set(frame, page);
    void page.call('ready', {});
  };
  const subjectOf = (document: FileDocument): Subject =>
    new PanelDocument(document, files, error => failures.push(error));
  const show = (document: FileDocument): TitlePanel => shell.show(document.uri.toString(), () => subjectOf(document));

  beforeEach(() => {
    files = new InMemoryFiles('/a.txt', '/b.txt', '/in/c.txt');
    failures = [];
    heard = new Map();
    pages = new Map();
    frames = new InMemoryFrames(connect);
    const kind = definePanel({
      viewType: 'titles',
      script: 'title',
      title: (subject: Subject) => say`Title: ${subject.title}`,
      hostMethods,
      viewMethods,
      subjectOf: async uri => subjectOf(await files.open(uri)),
      content: (subject, view) => new TitlePanel(subject, view),
    });
    shell = new PanelShell(frames, kind, error => failures.push(error));
    shell.restore();
  });
  afterEach(() => assert.deepEqual(failures, []));

  const a = (): Promise<FileDocument> => files.open('file:///a.txt');

  it('opens a panel, whose page asks for its first state and hears more only after that', async () => {
    const panel = show(await a());
    panel.view.update();
    panel.view.tell('mark', {});
    await settled();
    const [frame] = frames.all;
    assert.deepEqual([frame!.title, frame!.page], ['Title: a.txt', { script: 'title', uri: 'file:///a.txt' }]);
    assert.deepEqual(heard.get(frame!), ['a.txt', 'mark']);
  });

  it('shows the panel that there is, and makes no second subject', async () => {
    const document = await a();
    const panel = show(document);
    frames.all[0]!.hide();
    assert.equal(
      shell.show('file:///a.txt', () => assert.fail('a second subject')),
      panel,
    );
    assert.equal(frames.all[0]!.isInSight, true);
    show(await files.open('file:///b.txt'));
    assert.equal(frames.all.length, 2);
    assert.equal(shell.get('file:///a.txt'), panel);
    assert.equal(shell.all().length, 2);
  });

  it('follows its document while it is hidden', async () => {
    const document = await a();
    show(document);
    const [frame] = frames.all;
    frame!.hide();
    await settled();
    files.close(document);
    await settled();
    assert.equal(heard.get(frame!)!.at(-1), 'a.txt is closed');
    assert.equal(frame!.isInSight, false, 'nobody asked for it');
  });

  it('waits for a document that is closed, and goes on when it is opened again from the panel', async () => {
    const document = await a();
    const panel = show(document);
    await settled();
    files.close(document);
    await settled();
    const [frame] = frames.all;
    assert.equal(heard.get(frame!)!.at(-1), 'a.txt is closed');
    await pages.get(frame!)!.call('reopen', {});
    await settled();
    assert.equal(heard.get(frame!)!.at(-1), 'a.txt');
    assert.notEqual(panel.subject.current, document);
    assert.deepEqual(files.shown, [panel.subject.current]);
  });

  it('does not take a change of the language mode for the end of a document', async () => {
    const document = await a();
    show(document);
    await settled();
    files.setLanguage(document);
    await settled();
    assert.deepEqual(heard.get(frames.all[0]!), ['a.txt', 'mark', 'a.txt', 'a.txt']);
  });

  for (const isClosedFirst of [true, false])
    it(`is about the new name of a file that is renamed, whose old document closes ${isClosedFirst ? 'before' : 'after'} that`, async () => {
      const panel = show(await a());
      await settled();
      files.rename('file:///a.txt', 'file:///new.txt', isClosedFirst);
      await settled();
      const [frame] = frames.all;
      assert.deepEqual([frame!.title, frame!.page!.uri], ['Title: new.txt', 'file:///new.txt']);
      assert.equal(heard.get(frame!)!.at(-2), 'new.txt', 'the page was loaded again and has its state');
      assert.equal(heard.get(frame!)!.at(-1), 'mark');
      assert.deepEqual(panel.renames, ['file:///a.txt']);
      assert.equal(shell.get('file:///a.txt'), undefined);
      assert.equal(shell.get('file:///new.txt'), panel);
    });

  it('follows a file in a folder that is renamed, and no other file', async () => {
    const inside = show(await files.open('file:///in/c.txt'));
    const outside = show(await a());
    files.rename('file:///in', 'file:///out', true);
    await settled();
    assert.equal(inside.subject.uri, 'file:///out/c.txt');
    assert.equal(outside.subject.uri, 'file:///a.txt');
    assert.deepEqual(outside.renames, []);
  });

  it('is closed where its file is renamed to one that has a panel', async () => {
    show(await a());
    const other = show(await files.open('file:///b.txt'));
    files.rename('file:///a.txt', 'file:///b.txt', true);
    await settled();
    assert.deepEqual(
      frames.all.map(({ isDisposed }) => isDisposed),
      [true, false],
    );
    assert.equal(shell.get('file:///b.txt'), other);
    assert.equal(shell.all().length, 1);
  });

  it('is given back its document after a reload of the window', async () => {
    const frame = await frames.restore('titles', { uri: 'file:///a.txt', row: 3 });
    await settled();
    assert.deepEqual(heard.get(frame), ['a.txt', 'mark']);
    assert.equal(shell.get('file:///a.txt')?.subject.title, 'a.txt');
  });

  it('says why it cannot be restored', async () => {
    const lost = await frames.restore('titles', undefined);
    assert.match(lost.sentence!, /^This panel has lost its document/);
    const gone = await frames.restore('titles', { uri: 'file:///gone.txt' });
    assert.equal(
      gone.sentence,
      'What this panel showed cannot be opened: there is no file file:///gone.txt. Close the panel.',
    );
    assert.equal(shell.all().length, 0);
  });

  it('is not restored beside one that was opened in the meantime', async () => {
    const panel = show(await a());
    const second = await frames.restore('titles', { uri: 'file:///a.txt' });
    assert.equal(second.isDisposed, true);
    assert.equal(shell.get('file:///a.txt'), panel);
  });

  it('ends with everything that belongs to it, and can be opened anew', async () => {
    const document = await a();
    const panel = show(document);
    await settled();
    const [frame] = frames.all;
    frame!.dispose();
    assert.equal(panel.view.store.isDisposed, true);
    files.close(document);
    panel.view.update();
    panel.view.tell('mark', {});
    await settled();
    assert.deepEqual(heard.get(frame!), ['a.txt', 'mark']);
    assert.equal(shell.get('file:///a.txt'), undefined);
    assert.notEqual(show(await a()), panel);
  });

  it('reports a view that refuses a state, unless the panel was closed meanwhile', async () => {
    const panel = show(await a());
    await settled();
    panel.snapshot = () => ({ title: 1 as unknown as string, isClosed: false });
    panel.view.update();
    await settled();
    assert.match(String(failures.pop()), /title: expected a string/);
    panel.view.update();
    frames.all[0]!.dispose();
    await settled();
  });
});
