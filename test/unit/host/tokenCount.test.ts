import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ActiveText } from '../../../src/host/activeText';
import { DocumentFollower } from '../../../src/host/documentFollower';
import { TokenCount } from '../../../src/host/tokenCount';
import { InMemoryDocument, InMemoryWindow, type InMemoryEditor } from '../../support/inMemoryTexts';
import { countUnder, InMemoryTokenizer } from '../../support/inMemoryTokenizer';

/** The parts that count, over a window and a worker in memory. */
class Session {
  readonly window = new InMemoryWindow(7);
  readonly worker = new InMemoryTokenizer();
  readonly failures: unknown[] = [];
  readonly follower = new DocumentFollower<InMemoryDocument>(this.worker, this.window);
  readonly active = new ActiveText<InMemoryDocument, InMemoryEditor>(this.window);
  readonly count = new TokenCount(this.active, this.follower, this.window.selections);

  constructor() {
    this.follower.onDidFail(error => this.failures.push(error));
    this.count.onDidFail(error => this.failures.push(error));
  }

  get shown(): string {
    const { shown } = this.count;
    if (shown === undefined) return 'nothing';
    return `${shown.hasSelection ? `${shown.statistics?.selected} / ` : ''}${shown.statistics?.tokens ?? '…'} ${shown.tokenizer}`;
  }

  dispose(): void {
    this.count.dispose();
    this.active.dispose();
    this.follower.dispose();
  }
}

describe('the count of the active text', () => {
  let session: Session;
  beforeEach(() => {
    session = new Session();
  });
  afterEach(() => session.dispose());

  it('is that of the text, and of what is selected in it', async () => {
    const { window, worker } = session;
    assert.equal(session.shown, 'nothing');
    const editor = window.show(new InMemoryDocument('abc'));
    assert.equal(session.shown, '… gpt2');
    await worker.drain();
    assert.equal(session.shown, '12 gpt2');
    window.select(editor, { start: 1, end: 3 });
    await worker.drain();
    assert.equal(session.shown, '2 / 12 gpt2');
  });

  it('ends in a sentence that names the setting where nobody knows the tokenizer, and goes on when it is right', async () => {
    const { window, worker, follower, count, failures } = session;
    window.setTokenizer('gpt9');
    const editor = window.show(new InMemoryDocument('abc'));
    await worker.drain();
    const sentence = /The setting tokenscope\.tokenizer names "gpt9", which is no tokenizer here/;
    assert.match(count.shown?.problem ?? '', sentence);
    assert.match(follower.follow(editor.document)?.problem?.message ?? '', sentence);
    assert.deepEqual(failures.map(String).length, 1);
    window.setTokenizer('gpt2');
    await worker.drain();
    assert.equal(session.shown, '12 gpt2');
    assert.equal(count.shown?.problem, undefined);
  });

  it('is never that of another text under the same tokenizer, also while both are loading', async () => {
    const { window, worker } = session;
    window.show(new InMemoryDocument('a'));
    await worker.drain();
    assert.equal(session.shown, '4 gpt2');
    window.show(new InMemoryDocument('a second text, in several slices'));
    assert.equal(session.shown, '… gpt2');
    window.show(new InMemoryDocument('a third text, in several slices'));
    assert.equal(session.shown, '… gpt2');
    await worker.drain();
    assert.equal(session.shown, '124 gpt2');
  });

  it('is not that of the text that was in front when it was asked for', async () => {
    const { window, worker } = session;
    const first = window.show(new InMemoryDocument('a'));
    const second = window.show(new InMemoryDocument('ab'));
    await worker.drain();
    window.focus(first);
    window.focus(second);
    await worker.step();
    assert.equal(session.shown, '… gpt2');
    await worker.drain();
    assert.equal(session.shown, '8 gpt2');
  });

  it('stays while the text is edited, until the next count is there', async () => {
    const { window, worker } = session;
    const document = new InMemoryDocument('abc');
    window.show(document);
    await worker.drain();
    window.edit(document, { rangeOffset: 3, rangeLength: 0, text: 'd' });
    assert.equal(session.shown, '12 gpt2');
    await worker.drain();
    assert.equal(session.shown, '16 gpt2');
  });

  it('is under the tokenizer of the new language mode at once', async () => {
    const { window, worker } = session;
    window.setTokenizer('o200k_base', 'python');
    const document = new InMemoryDocument('abc');
    window.show(document);
    await worker.drain();
    window.setLanguage(document, 'python');
    await worker.drain();
    assert.equal(session.shown, '30 o200k_base');
  });

  it('comes again after a crash, of which nobody is told', async () => {
    const { window, worker, failures } = session;
    window.show(new InMemoryDocument('abc'));
    await worker.drain();
    const editor = window.visibleTextEditors[0]!;
    window.select(editor, { start: 0, end: 1 });
    await worker.crash();
    await worker.drain();
    assert.equal(session.shown, '1 / 12 gpt2');
    assert.deepEqual(failures, []);
  });

  it('follows another tokenizer between two edits without an error', async () => {
    const { window, worker, failures } = session;
    const document = new InMemoryDocument('abc');
    window.show(document);
    await worker.drain();
    window.edit(document, { rangeOffset: 0, rangeLength: 0, text: 'd' });
    window.edit(document, { rangeOffset: 0, rangeLength: 0, text: 'e' });
    window.setTokenizer('o200k_base');
    await worker.drain();
    assert.equal(session.shown, '50 o200k_base');
    assert.deepEqual(failures, []);
  });

  it('goes away with the text, and comes again with the next', async () => {
    const { window, worker } = session;
    const document = new InMemoryDocument('abc');
    window.show(document);
    await worker.drain();
    window.close(document);
    await worker.drain();
    assert.equal(session.shown, 'nothing');
    assert.equal(worker.held.size, 0);
  });

  it('is right, as is the text that the worker holds, after whatever has happened', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\r\n', '🙂'), maxLength: 30 });
    const which = fc.nat(2);
    const step = fc.oneof(
      {
        arbitrary: fc.record({ do: fc.constant('answer' as const), times: fc.integer({ min: 1, max: 4 }) }),
        weight: 4,
      },
      {
        arbitrary: fc.record({
          do: fc.constant('edit' as const),
          which,
          edits: fc.array(fc.record({ at: fc.nat(40), length: fc.nat(12), text }), { minLength: 1, maxLength: 3 }),
        }),
        weight: 4,
      },
      { arbitrary: fc.record({ do: fc.constant('open' as const), which, text }), weight: 2 },
      fc.record({
        do: fc.constantFrom('close' as const, 'hide' as const, 'reveal' as const, 'panel' as const, 'crash' as const),
        which,
      }),
      fc.record({ do: fc.constant('language' as const), which, to: fc.constantFrom('plaintext', 'python') }),
      fc.record({
        do: fc.constant('tokenizer' as const),
        to: fc.constantFrom('gpt2', 'cl100k_base'),
        of: fc.constantFrom('', 'python'),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const session = new Session();
        const { window, worker } = session;
        const documents: (InMemoryDocument | undefined)[] = [];
        for (const each of steps) {
          const document = 'which' in each ? documents[each.which] : undefined;
          if (each.do === 'answer') for (let i = 0; i < each.times; i++) await worker.step();
          if (each.do === 'open') window.show((documents[each.which] ??= new InMemoryDocument(each.text)));
          if (each.do === 'panel') window.focus(undefined);
          if (each.do === 'crash') await worker.crash();
          if (each.do === 'tokenizer') window.setTokenizer(each.to, each.of);
          if (document === undefined) continue;
          if (each.do === 'edit') window.edit(document, ...inOrder(each.edits, document.text.length));
          if (each.do === 'hide') window.hide(document);
          if (each.do === 'reveal') {
            window.focus(undefined);
            window.reveal(document);
          }
          if (each.do === 'language') window.setLanguage(document, each.to);
          if (each.do === 'close') {
            window.close(document);
            documents[each.which] = undefined;
          }
        }
        await worker.drain();
        assert.deepEqual(session.failures, []);
        const open = documents.filter(each => each !== undefined);
        const known = open.map(each => `${window.tokenizerOf(each)} ${each.text}`);
        const held = [...worker.held.values()].map(({ tokenizer, text }) => `${tokenizer} ${text}`);
        for (const each of held) assert.ok(known.includes(each), `the worker holds ${JSON.stringify(each)}`);
        for (const document of new Set(window.visible())) {
          const id = session.follower.follow(document)?.id;
          assert.ok(id !== undefined, 'a visible document is followed and sent');
          assert.equal(worker.held.get(id)?.text, document.text);
          assert.equal(worker.held.get(id)?.tokenizer, window.tokenizerOf(document));
        }
        const shown = session.active.visibleEditor?.document;
        const tokenizer = shown === undefined ? '' : window.tokenizerOf(shown);
        const expected = shown === undefined ? 'nothing' : `${countUnder(tokenizer, shown.text)} ${tokenizer}`;
        assert.equal(session.shown, expected);
        session.dispose();
        await worker.drain();
        assert.equal(worker.held.size, 0);
      }),
      { numRuns: 500 },
    );
  });
});

/** Edits that do not touch each other, the last place first, as VS Code reports them. */
function inOrder(
  edits: readonly { readonly at: number; readonly length: number; readonly text: string }[],
  end: number,
): { rangeOffset: number; rangeLength: number; text: string }[] {
  let limit = end;
  return [...edits]
    .sort((a, b) => b.at - a.at)
    .map(({ at, length, text }) => {
      const rangeOffset = Math.min(at, limit);
      const rangeLength = Math.min(length, limit - rangeOffset);
      limit = rangeOffset;
      return { rangeOffset, rangeLength, text };
    });
}
