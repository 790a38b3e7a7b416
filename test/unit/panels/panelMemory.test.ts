import assert from 'node:assert/strict';
import { isInteger, object } from '../../../src/base/validator';
import { PanelMemory } from '../../../src/panels/panelMemory';

/** A workspace's storage, which keeps values as JSON. */
class Storage {
  readonly values = new Map<string, string>();

  get(key: string): unknown {
    const text = this.values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  update(key: string, value: unknown): Promise<void> {
    this.values.set(key, JSON.stringify(value));
    return Promise.resolve();
  }
}

const shape = object({ stride: isInteger(1) });

describe('what a panel keeps', () => {
  it('is kept for each document, beyond the panel', async () => {
    const storage = new Storage();
    await new PanelMemory(storage, 'windows', shape).set('file:///a', { stride: 1 });
    await new PanelMemory(storage, 'windows', shape).set('file:///b', { stride: 2 });
    await new PanelMemory(storage, 'windows', shape).set('file:///a', { stride: 3 });
    const memory = new PanelMemory(storage, 'windows', shape);
    assert.deepEqual(memory.get('file:///a'), { stride: 3 });
    assert.deepEqual(memory.get('file:///b'), { stride: 2 });
    assert.equal(memory.get('file:///c'), undefined);
    assert.equal(new PanelMemory(storage, 'vectors', shape).get('file:///a'), undefined);
  });

  it('is forgotten where it has another shape, the whole or one of it', async () => {
    const storage = new Storage();
    await storage.update('windows', 'not a list');
    const memory = new PanelMemory(storage, 'windows', shape);
    assert.equal(memory.get('file:///a'), undefined);
    await memory.set('file:///a', { stride: 1 });
    await storage.update('windows', [
      { uri: 'file:///b', state: { stride: 'x' } },
      ...(storage.get('windows') as unknown[]),
    ]);
    assert.equal(memory.get('file:///b'), undefined);
    assert.deepEqual(memory.get('file:///a'), { stride: 1 });
  });

  it('is bounded: the document that was changed longest ago is forgotten', async () => {
    const memory = new PanelMemory(new Storage(), 'windows', shape);
    for (let i = 0; i <= 100; i++) await memory.set(`file:///${i}`, { stride: i + 1 });
    assert.equal(memory.get('file:///0'), undefined);
    assert.deepEqual(memory.get('file:///1'), { stride: 2 });
    assert.deepEqual(memory.get('file:///100'), { stride: 101 });
  });

  it('moves along with a document', async () => {
    const memory = new PanelMemory(new Storage(), 'windows', shape);
    await memory.set('file:///b', { stride: 2 });
    await memory.set('file:///a', { stride: 1 });
    await memory.follow(uri => (uri === 'file:///a' ? 'file:///b' : undefined));
    assert.equal(memory.get('file:///a'), undefined);
    assert.deepEqual(memory.get('file:///b'), { stride: 1 });
  });
});
