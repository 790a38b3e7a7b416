import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { Deadlines } from '../../../src/rpc/deadlines';

describe('Deadlines', () => {
  let missed: string[];
  let deadlines: Deadlines;
  const begin = (name: string, time = 90) => deadlines.begin(time, () => missed.push(name));
  beforeEach(() => {
    mock.timers.enable({ apis: ['setTimeout'] });
    missed = [];
    deadlines = new Deadlines();
  });
  afterEach(() => mock.timers.reset());

  it('are missed by a call of which nothing is heard, once', () => {
    begin('a');
    mock.timers.tick(89);
    assert.deepEqual(missed, []);
    mock.timers.tick(500);
    assert.deepEqual(missed, ['a']);
  });

  it('begin anew when something is heard, and end when the call settles', () => {
    const a = begin('a');
    mock.timers.tick(60);
    a.heard();
    mock.timers.tick(60);
    a.settled();
    mock.timers.tick(500);
    a.heard();
    mock.timers.tick(500);
    assert.deepEqual(missed, []);
  });

  it('count from the turn of a call, so that the one that blocks is the first to miss its own', () => {
    const [a, b] = [begin('a'), begin('b')];
    mock.timers.tick(80);
    a.settled();
    mock.timers.tick(80);
    assert.deepEqual(missed, []);
    begin('c');
    mock.timers.tick(10);
    assert.deepEqual(missed, ['b']);
    b.settled();
    mock.timers.tick(89);
    assert.deepEqual(missed, ['b']);
    mock.timers.tick(1);
    assert.deepEqual(missed, ['b', 'c']);
  });

  it('of two that were sent at once are missed by the earlier one alone', () => {
    begin('a');
    begin('b');
    mock.timers.tick(90);
    assert.deepEqual(missed, ['a']);
  });

  it('know who is first', () => {
    const [a, b] = [begin('a'), begin('b')];
    assert.deepEqual([a.isFirst, b.isFirst], [true, false]);
    a.settled();
    assert.ok(b.isFirst);
  });
});
