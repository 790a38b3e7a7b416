import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CancellationError } from '../../../../src/base/cancellation';
import { Emitter } from '../../../../src/base/event';
import { isNothing, isString, object } from '../../../../src/base/validator';
import { method } from '../../../../src/rpc/method';
import type { Port } from '../../../../src/rpc/port';
import { serve } from '../../../../src/rpc/server';
import { HostClient } from '../../../../src/webview/ui/hostClient';

const methods = { save: method(object({ name: isString }), isNothing) };

describe('HostClient', () => {
  let reported: string[];
  let host: HostClient<typeof methods>;
  const turn = (): Promise<void> => new Promise(done => setImmediate(done));

  beforeEach(() => {
    reported = [];
    const [toPage, toHost] = [new Emitter<unknown>(), new Emitter<unknown>()];
    const end = (out: Emitter<unknown>, incoming: Emitter<unknown>): Port => ({
      post: message => queueMicrotask(() => out.fire(message)),
      onMessage: incoming.event,
      onClose: () => ({ dispose: () => undefined }),
    });
    serve(end(toPage, toHost), methods, {
      save: ({ name }) => {
        if (name === 'full') throw new Error('full.tsv was not written: the disk is full.');
        if (name === 'cancelled') throw new CancellationError();
      },
    });
    host = new HostClient(end(toHost, toPage), methods, sentence => reported.push(sentence));
  });

  it('reports what failed of that which nobody awaits', async () => {
    host.tell('save', { name: 'full' });
    await turn();
    assert.deepEqual(reported, ['full.tsv was not written: the disk is full.']);
  });

  it('reports neither what went well nor a cancellation', async () => {
    host.tell('save', { name: 'good' });
    host.tell('save', { name: 'cancelled' });
    await turn();
    assert.deepEqual(reported, []);
  });

  it('leaves what is awaited to whoever awaits it', async () => {
    await assert.rejects(host.call('save', { name: 'full' }), /the disk is full/);
    assert.deepEqual(reported, []);
  });
});

describe('the webviews', () => {
  const root = resolve(__dirname, '../../../../src/webview');
  const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => [path, readFileSync(join(root, path), 'utf8')] as const);

  it('ask the host for nothing whose failure nobody sees', () => {
    const lost = sources.filter(([, text]) => /void\s+(this\.#)?host\s*\.call\(/.test(text)).map(([path]) => path);
    assert.deepEqual(lost, []);
  });

  it('report what an awaited call leaves to nobody, in each panel', () => {
    const opened = sources.find(([path]) => path.endsWith('openView.ts'));
    assert.match(opened![1], /addEventListener\('unhandledrejection'/);
    const mains = sources.filter(([path]) => path.endsWith('main.ts'));
    assert.notEqual(mains.length, 0);
    for (const [path, text] of mains) assert.match(text, /^openView\(/m, path);
  });
});
