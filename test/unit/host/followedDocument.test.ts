import assert from 'node:assert/strict';
import { FollowedDocument } from '../../../src/host/followedDocument';
import { InMemoryDocument, InMemoryWindow } from '../../support/inMemoryTexts';
import { InMemoryTokenizer, settled } from '../../support/inMemoryTokenizer';

describe('a followed document', () => {
  let window: InMemoryWindow;
  let worker: InMemoryTokenizer;
  let document: InMemoryDocument;
  let followed: FollowedDocument<InMemoryDocument>;
  let failures: Error[];
  /** What was counted after each change, once the answer was there. */
  let counts: (number | undefined)[];

  const count = async (): Promise<number | undefined> =>
    (await followed.ask('statistics', { selections: [] }))?.characters;

  beforeEach(async () => {
    window = new InMemoryWindow(7);
    worker = new InMemoryTokenizer();
    document = new InMemoryDocument('a text in slices');
    failures = [];
    counts = [];
    const changed = (): void => void count().then(each => counts.push(each));
    const ports = { client: worker, texts: window };
    const events = { changed, failed: (error: Error) => void failures.push(error) };
    followed = new FollowedDocument(document, 'gpt2', 'encode', ports, events);
    window.onDidChangeText(({ contentChanges }) => followed.edit(contentChanges));
    followed.open(0);
    await worker.drain();
    assert.deepEqual(counts.splice(0), [16]);
  });
  afterEach(() => assert.deepEqual(failures, []));

  const type = (text: string): void => window.edit(document, { rangeOffset: 0, rangeLength: 0, text });

  it('is asked what it is after an edit in the round trip of the edit', async () => {
    type('12');
    await settled();
    assert.deepEqual(worker.waiting, ['edit', 'statistics']);
    await worker.drain();
    assert.deepEqual(counts, [18]);
  });

  it('sends edits together that come while one is on its way, and answers only about the last', async () => {
    type('12');
    type('3');
    type('4');
    assert.equal(followed.isCurrent, false);
    await settled();
    assert.deepEqual(worker.waiting, ['edit', 'statistics']);
    await worker.step();
    assert.deepEqual(worker.waiting, ['statistics', 'edit', 'statistics']);
    await worker.drain();
    assert.deepEqual(counts, [undefined, 20]);
  });

  it('leaves no answer about the text before a crash, and is sent whole again', async () => {
    worker.onDidRestart(() => followed.open(1));
    type('12');
    const asked = count();
    await worker.crash();
    assert.equal(await asked, undefined);
    await worker.drain();
    assert.deepEqual(counts, [undefined, 18]);
    assert.equal(worker.held.get(1)?.text, document.text);
  });

  it('has nothing to say once it is closed', async () => {
    type('12');
    followed.close();
    await worker.drain();
    assert.deepEqual(counts, [undefined]);
    assert.equal(worker.held.size, 0);
  });
});
