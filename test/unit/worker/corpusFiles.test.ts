import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CancellationSource } from '../../../src/base/cancellation';
import { filesOf, reasonOf } from '../../../src/worker/corpusFiles';
import { textOfFile } from '../../../src/worker/textFile';

describe('the files of a corpus', () => {
  let base: string;
  const { token } = new CancellationSource();
  const write = (name: string, text = 'text'): void => {
    mkdirSync(dirname(join(base, name)), { recursive: true });
    writeFileSync(join(base, name), text);
  };
  const find = async (selection: { roots?: string[]; include?: string; exclude?: string[] }) => {
    const roots = (selection.roots ?? ['.']).map(root => join(base, root));
    const { files, skipped } = await filesOf({ base, exclude: [], ...selection, roots }, token);
    return { names: files.map(({ name }) => name), skipped };
  };

  beforeEach(() => {
    base = realpathSync(mkdtempSync(join(tmpdir(), 'tokenscope-files-')));
    for (const name of [
      'b.txt',
      'a.md',
      'docs/one.md',
      'docs/two.txt',
      'docs/deep/three.md',
      '.git/config',
      '.hidden.md',
    ])
      write(name);
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  it('are all of a folder, by name, but those that begin with a dot', async () => {
    write('.gitignore');
    write('.tools/made.md');
    const expected = ['a.md', 'b.txt', 'docs/deep/three.md', 'docs/one.md', 'docs/two.txt'];
    assert.deepEqual((await find({})).names, expected);
  });

  it('are those that match a glob, in every folder if it names none', async () => {
    const ofText = ['b.txt', 'docs/two.txt'];
    assert.deepEqual((await find({ include: '*.txt' })).names, ofText);
    assert.deepEqual((await find({ include: 'docs/*.{md,txt}' })).names, ['docs/one.md', 'docs/two.txt']);
    assert.deepEqual((await find({ include: '**/*.txt' })).names, ofText);
  });

  it('begin with a dot where they were selected, or the glob has one', async () => {
    write('.tools/made.md');
    assert.deepEqual((await find({ roots: ['.hidden.md', '.tools'] })).names, ['.hidden.md', '.tools/made.md']);
    assert.deepEqual((await find({ include: '**/.hidden.md' })).names, ['.hidden.md']);
    assert.deepEqual((await find({ include: '.tools/**' })).names, ['.tools/made.md']);
  });

  it('leave out what ignore files and the settings leave out; the nearest decides', async () => {
    write('.gitignore', '*.md\ndocs/deep/\n');
    write('docs/.gitignore', '!one.md\n');
    write('.ignore', 'b.txt\n');
    const { names } = await find({ exclude: ['**/.gitignore', '**/.ignore'] });
    assert.deepEqual(names, ['docs/one.md', 'docs/two.txt']);
  });

  it('respect the ignore files above a selected folder, unless that folder is ignored itself', async () => {
    write('.gitignore', '*.txt\n/out/\n');
    write('out/made.md');
    assert.deepEqual((await find({ roots: ['docs'] })).names, ['docs/deep/three.md', 'docs/one.md']);
    assert.deepEqual((await find({ roots: ['out'] })).names, ['out/made.md']);
  });

  it('are taken all the same where they were selected by name, once', async () => {
    write('.gitignore', '*.md\n');
    const { names } = await find({ roots: ['a.md', 'docs', 'docs/two.txt'], exclude: ['**/*.gitignore'] });
    assert.deepEqual(names, ['a.md', 'docs/two.txt']);
  });

  it('say which roots are not there, and follow no links', async () => {
    symlinkSync(base, join(base, 'docs', 'loop'));
    const { names, skipped } = await find({ roots: ['docs', 'gone.txt'], include: '*.md' });
    assert.deepEqual(names, ['docs/deep/three.md', 'docs/one.md']);
    assert.deepEqual(skipped, [{ name: 'gone.txt', reason: 'is no longer there' }]);
    assert.deepEqual((await find({ roots: ['docs'] })).skipped, [{ name: 'docs/loop', reason: 'is a symbolic link' }]);
  });

  it('can be given up', async () => {
    const source = new CancellationSource();
    source.cancel();
    await assert.rejects(filesOf({ base, roots: [base], exclude: [] }, source.token), { name: 'CancellationError' });
  });

  it('are no pipes: they are skipped by name, and never opened', async function () {
    if (spawnSync('mkfifo', [join(base, 'pipe.txt'), join(base, 'docs/.gitignore')]).status !== 0) this.skip();
    const skipped = [{ name: 'pipe.txt', reason: 'is a named pipe' }];
    assert.deepEqual((await find({ roots: ['pipe.txt', 'docs/one.md'] })).skipped, skipped);
    const { names, skipped: found } = await find({});
    assert.ok(names.includes('docs/one.md') && !names.includes('pipe.txt'));
    assert.deepEqual(
      found.find(({ name }) => name === 'pipe.txt'),
      skipped[0],
    );
    const read = textOfFile(join(base, 'pipe.txt')).next();
    await assert.rejects(read, (error: unknown) => reasonOf(error) === 'is a named pipe');
  });
});
