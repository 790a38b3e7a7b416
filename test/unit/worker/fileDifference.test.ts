import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileDifference } from '../../../src/worker/fileDifference';

describe('the file of an open text', () => {
  let folder: string;
  let path: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokenscope-difference-'));
    path = join(folder, 'a.txt');
  });
  after(() => rmSync(folder, { recursive: true }));

  const compare = (shown: string, written: string | Uint8Array) => {
    writeFileSync(path, written);
    return fileDifference({ length: shown.length, text: (start, end) => shown.slice(start, end) }, path);
  };

  it('is the same with a byte order mark, and with the line endings that the editor shows', async () => {
    assert.equal(await compare('é\r\n🦜\r\n', '\uFEFFé\r\n🦜\r\n'), undefined);
    assert.equal(await compare('', ''), undefined);
    const long = 'one two three\n'.repeat(50_000);
    assert.equal(await compare(long, long), undefined);
  });

  it('is another one where its line endings are mixed, though its size may be that of a byte order mark more', async () => {
    const shown = 'a\nb\nc\nd\n';
    const written = 'a\nb\r\nc\r\nd\r\n';
    assert.equal(Buffer.byteLength(written), Buffer.byteLength(shown) + 3);
    assert.deepEqual(await compare(shown, written), { kind: 'lineEndings', line: 2 });
    assert.deepEqual(await compare('a\r\nb\r\n', 'a\r\nb\n'), { kind: 'lineEndings', line: 2 });
  });

  it('is another one of the same size', async () => {
    assert.deepEqual(await compare('a\nb', 'a\nc'), { kind: 'text', line: 2 });
    assert.deepEqual(await compare('a\nbc', 'a\nb'), { kind: 'text', line: 2 });
    assert.deepEqual(await compare('a\nb', 'a\nbc'), { kind: 'text', line: 2 });
  });

  it('is refused where it is no UTF-8', async () => {
    await assert.rejects(compare('é', Uint8Array.of(0xe9)), /is not UTF-8/);
  });
});
