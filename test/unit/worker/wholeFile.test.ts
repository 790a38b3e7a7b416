import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { writeWholeFile, WriteError, type WholeFileOptions } from '../../../src/worker/wholeFile';

const part = (size: number): Uint8Array => new Uint8Array(size).fill(1);

describe('writeWholeFile', () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokenscope-file-'));
    path = join(folder, 'windows.npy');
    writeFileSync(path, 'as it was');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const isUntouched = (): void => {
    assert.deepEqual(readdirSync(folder), ['windows.npy']);
    assert.equal(readFileSync(path, 'utf8'), 'as it was');
  };

  it('replaces a file by the whole of another', async () => {
    const progress: number[] = [];
    const bytes = await writeWholeFile(path, [part(3), part(4)], { progress: written => progress.push(written) });
    assert.deepEqual([bytes, progress], [7, [3, 7]]);
    assert.deepEqual([...readFileSync(path)], Array(7).fill(1));
    assert.deepEqual(readdirSync(folder), ['windows.npy']);
  });

  it('leaves nothing when it is cancelled, and what was there as it was', async () => {
    const source = new CancellationSource();
    function* parts(): Generator<Uint8Array> {
      yield part(10);
      assert.equal(readdirSync(folder).length, 2);
      source.cancel();
      yield part(10);
    }
    await assert.rejects(writeWholeFile(path, parts(), { token: source.token }), { name: 'CancellationError' });
    isUntouched();
  });

  it('takes away what a killed process left of this file, and nothing else', async () => {
    // The number of a process that has ended.
    const { pid } = spawnSync(process.execPath, ['--version']);
    const left = `windows.npy.tokenscope-${pid}-0123abcd.tmp`;
    const kept = [
      `windows.npy.tokenscope-${process.pid}-0123abcd.tmp`,
      `other.npy.tokenscope-${pid}-0123abcd.tmp`,
      `windows.npy.tokenscope-${pid}-0123abcd.tmp.txt`,
      `windows.npy.${pid}.tmp`,
    ];
    for (const name of [left, ...kept]) writeFileSync(join(folder, name), 'half');
    await writeWholeFile(path, [part(3)]);
    assert.deepEqual(readdirSync(folder).sort(), [...kept, 'windows.npy'].sort());
  });

  for (const [code, reason] of [
    ['EACCES', 'you may not write to'],
    ['EROFS', 'is read-only. Choose another folder'],
    ['EDQUOT', 'your quota of the disk is used up (0 bytes were written)'],
  ] as const)
    it(`says what to do after ${code}`, async () => {
      const refused: WholeFileOptions['open'] = () => Promise.reject(Object.assign(new Error(code), { code }));
      await assert.rejects(writeWholeFile(path, [part(3)], { open: refused }), (error: Error) => {
        assert.ok(error.message.startsWith('windows.npy was not written: '), error.message);
        assert.ok(error.message.includes(reason) && error.message.includes('Nothing was left behind.'), error.message);
        return true;
      });
      isUntouched();
    });

  it('leaves nothing when the disk is full, and says how far it came', async () => {
    const full: WholeFileOptions['open'] = async (temporary, flags) => {
      const file = await open(temporary, flags);
      let written = 0;
      return {
        write: (async (buffer: Uint8Array, offset: number, length: number, position: number) => {
          if (written >= 1500) throw Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' });
          written += length;
          return file.write(buffer, offset, length, position);
        }) as typeof file.write,
        sync: () => file.sync(),
        close: () => file.close(),
      };
    };
    const writing = writeWholeFile(path, [part(1500), part(1500)], { size: 3000, open: full });
    await assert.rejects(writing, (error: Error) => {
      assert.ok(error instanceof WriteError);
      assert.match(
        error.message,
        /^windows\.npy was not written: the disk is full \(1,500 of 3,000 bytes were written\)/,
      );
      return true;
    });
    isUntouched();
  });

  it('goes on where a write was cut short', async () => {
    const short: WholeFileOptions['open'] = async (temporary, flags) => {
      const file = await open(temporary, flags);
      return {
        write: ((buffer: Uint8Array, offset: number, length: number, position: number) =>
          file.write(buffer, offset, Math.min(length, 7), position)) as typeof file.write,
        sync: () => file.sync(),
        close: () => file.close(),
      };
    };
    const bytes = Uint8Array.from({ length: 100 }, (_, i) => i);
    await writeWholeFile(path, [bytes, bytes], { open: short });
    assert.deepEqual([...readFileSync(path)], [...bytes, ...bytes]);
  });

  it('names a folder that is gone, one that is a file, and a name that is a folder', async () => {
    await assert.rejects(
      writeWholeFile(join(folder, 'gone', 'x.npy'), []),
      /x\.npy was not written: the folder .*gone is not there/,
    );
    await assert.rejects(writeWholeFile(join(path, 'x.npy'), []), /is no folder|is not there/);
    mkdirSync(join(folder, 'taken.npy'));
    await assert.rejects(
      writeWholeFile(join(folder, 'taken.npy'), [part(1)]),
      /there is a folder of this name|was not written/,
    );
    rmSync(join(folder, 'taken.npy'), { recursive: true });
    isUntouched();
  });

  it('leaves nothing when the folder is deleted half-way', async () => {
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    function* parts(): Generator<Uint8Array> {
      yield part(10);
      rmSync(inside, { recursive: true });
      yield part(10);
    }
    await assert.rejects(writeWholeFile(join(inside, 'x.npy'), parts()), WriteError);
    isUntouched();
  });
});
