import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationSource } from '../../../../src/base/cancellation';
import { WriteError } from '../../../../src/platform/files';
import { nodeFiles } from '../../../../src/platform/node/files';
import {
  removeLeftovers,
  writeWholeFile,
  writeWholeFiles,
  type WholeFileOptions,
} from '../../../../src/platform/node/wholeFile';

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

  it('takes away the leftovers of a whole folder that is ours', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    for (const name of [`other.npy.tokenscope-${pid}-0123abcd.tmp`, 'other.tmp']) writeFileSync(join(folder, name), '');
    await writeWholeFile(path, [part(3)], { leftovers: 'folder' });
    assert.deepEqual(readdirSync(folder).sort(), ['other.tmp', 'windows.npy']);
  });

  it('takes away the leftovers of a folder without writing to it, as each start does; a folder that is not there is none', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const ours = `seed1.onnx.tokenscope-${process.pid}-0123abcd.tmp`;
    for (const name of [`seed1.onnx.data.tokenscope-${pid}-0123abcd.tmp`, ours, 'seed1.onnx'])
      writeFileSync(join(folder, name), '');
    await removeLeftovers(folder);
    assert.deepEqual(readdirSync(folder).sort(), ['seed1.onnx', ours, 'windows.npy']);
    await removeLeftovers(join(folder, 'none'));
  });

  it('lets two write the same file at once: one of the two whole files stays', async () => {
    const filled = (value: number): Uint8Array[] => Array.from({ length: 20 }, () => new Uint8Array(1000).fill(value));
    await Promise.all([1, 2, 3].map(value => writeWholeFile(path, filled(value))));
    const found = readFileSync(path);
    assert.equal(found.length, 20_000);
    assert.equal(new Set(found).size, 1);
    assert.deepEqual(readdirSync(folder), ['windows.npy']);
  });

  it('writes files that belong together, all or none', async () => {
    const paths = ['a.data', 'a.onnx'].map(name => join(folder, name));
    await writeWholeFiles(paths, async ([data, model]) => {
      await data!.write(part(3), 5);
      await model!.write(part(2));
      assert.deepEqual([data!.end, model!.end], [8, 2]);
    });
    assert.deepEqual([...readFileSync(paths[0]!)], [0, 0, 0, 0, 0, 1, 1, 1]);
    const failing = writeWholeFiles(paths, async ([data]) => {
      await data!.write(part(9));
      throw new Error('no model');
    });
    await assert.rejects(failing, /^Error: no model$/);
    assert.equal(readFileSync(paths[0]!).length, 8);
    assert.deepEqual(readdirSync(folder), ['a.data', 'a.onnx', 'windows.npy']);
  });

  it('does not put a file in the place of a pipe', async function () {
    if (spawnSync('mkfifo', [join(folder, 'pipe.npy')]).status !== 0) this.skip();
    await assert.rejects(writeWholeFile(join(folder, 'pipe.npy'), [part(1)]), /there is a named pipe of this name/);
    assert.ok(statSync(join(folder, 'pipe.npy')).isFIFO());
  });

  it('keeps the old file on a disk that is really full', async function () {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', disk]).status !== 0) this.skip();
    try {
      const target = join(disk, 'windows.npy');
      writeFileSync(target, 'as it was');
      await assert.rejects(
        nodeFiles.writeWhole(pathToFileURL(target).toString(), part(1 << 20)),
        /windows\.npy was not written: the disk is full \([\d,]+ bytes were written\)\. Free some space/,
      );
      assert.deepEqual(readdirSync(disk), ['windows.npy']);
      assert.equal(readFileSync(target, 'utf8'), 'as it was');
    } finally {
      spawnSync('umount', [disk]);
    }
  });
});
