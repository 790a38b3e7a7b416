import assert from 'node:assert/strict';
import { BoundedCache } from '../../../src/base/boundedCache';
import { CancellationSource, isCancellation, throwIfCancelled } from '../../../src/base/cancellation';
import { DisposableStore, toDisposable } from '../../../src/base/disposable';
import { Emitter } from '../../../src/base/event';
import { arrayOf, isInteger, isOneOf, isString, object, optional, taggedUnion } from '../../../src/base/validator';

describe('DisposableStore', () => {
  it('disposes everything, the last first, even if one throws', () => {
    const order: number[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => void order.push(1) });
    store.add({
      dispose: () => {
        throw new Error('two');
      },
    });
    store.add({ dispose: () => void order.push(3) });
    assert.throws(() => store.dispose(), /two/);
    assert.deepEqual(order, [3, 1]);
  });

  it('disposes what comes late at once, and each thing once', () => {
    let count = 0;
    const store = new DisposableStore();
    store.dispose();
    const late = store.add(
      toDisposable(() => {
        count++;
      }),
    );
    late.dispose();
    assert.equal(count, 1);
  });
});

describe('Emitter', () => {
  it('calls each subscription until it ends', () => {
    const heard: string[] = [];
    const emitter = new Emitter<string>();
    const listener = (value: string): void => void heard.push(value);
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire('a');
    first.dispose();
    emitter.fire('b');
    assert.deepEqual(heard, ['a', 'a', 'b']);
  });
});

describe('CancellationSource', () => {
  it('tells its token once', () => {
    let heard = 0;
    const source = new CancellationSource();
    source.token.onCancellationRequested(() => {
      heard++;
    });
    throwIfCancelled(source.token);
    source.cancel();
    source.cancel();
    assert.equal(heard, 1);
    assert.throws(() => throwIfCancelled(source.token), isCancellation);
  });
});

describe('BoundedCache', () => {
  it('forgets what was not used for the longest', () => {
    const cache = new BoundedCache<string, number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    cache.get('a');
    cache.set('c', 3);
    assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c'), cache.size], [1, undefined, 3, 2]);
    assert.throws(() => new BoundedCache(0), RangeError);
  });
});

describe('validators', () => {
  const shape = object({ name: isString, sizes: arrayOf(isInteger(1, 9)), note: optional(isString) });
  it('let through what has the shape', () => {
    assert.deepEqual(shape({ name: 'a', sizes: [1, 9] }, 'x'), { name: 'a', sizes: [1, 9] });
  });

  it('name the path and the value that is wrong', () => {
    assert.throws(
      () => shape({ name: 'a', sizes: [1, 10] }, 'x'),
      /^ValidationError: x\.sizes\[1\]: expected an integer from 1 to 9, got 10$/,
    );
    assert.throws(() => shape({ name: 1, sizes: [] }, 'x'), /x\.name: expected a string, got 1/);
    assert.throws(() => shape(null, 'x'), /x: expected an object, got null/);
    assert.throws(() => isOneOf('a', 'b')('c', 'y'), /y: expected one of a, b, got "c"/);
    assert.throws(() => taggedUnion('kind', { a: shape })({ kind: 'constructor' }, 'm'), /m\.kind: expected one of a/);
  });

  it('name whatever JSON can hold, and make no link of it', () => {
    for (const value of [{ constructor: null }, { constructor: 'x' }, Object.create(null)])
      assert.throws(() => isString(value, 'x'), /x: expected a string, got an object/);
    assert.throws(() => isInteger(1)('[a](command:b)\u202e', 'x'), /got "\[a\] \(command:b\)⟨U\+202E⟩"$/);
  });
});
