import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pythonString, pytorchSnippet, raySnippet, type SnippetRequest } from '../../../src/dataset/snippets';
import { WordTokenizer } from '../../../src/tokenizer/words/tokenizer';
import { describeWords } from '../../../src/tokenizer/words/vocabulary';
import { WindowPlan, type LoaderOptions } from '../../../src/dataset/windows';

const chapter: LoaderOptions = {
  maxLength: 4,
  stride: 1,
  batchSize: 2,
  shuffle: false,
  seed: 123n,
  epoch: 1,
  dropLast: true,
};
const text = 'The cat "sat"\\ on\r\nthe \u202e mat\u0000 🦜 {not} %s $a\n'.repeat(4);
const request = (options: Partial<LoaderOptions>): SnippetRequest => ({
  source: { text },
  tokenizer: { kind: 'tiktoken', name: 'gpt2' },
  specialTokens: 'encode',
  options: { ...chapter, ...options },
});

const python = process.env['TOKENSCOPE_PYTHON'] ?? 'python3';
const known = new Map<string, boolean>();
/** Whether Python is there, and can import a module. */
function has(module = 'json'): boolean {
  const found = known.get(module) ?? spawnSync(python, ['-c', `import ${module}`]).status === 0;
  known.set(module, found);
  return found;
}

/** Bytes as ids, which any Python has: stands in for tiktoken where that cannot be installed. */
const tiktokenStandIn = `
class Encoding:
    eot_token = 50256
    def encode(self, text, **kwargs):
        return list(text.encode("utf-8"))

def get_encoding(name):
    return Encoding()
`;
/** The few calls of Ray Data that the script makes, on one machine and in order. */
const rayStandIn = `
import types

def init(**kwargs):
    pass

class Dataset:
    def __init__(self, rows):
        self.rows = rows
    def flat_map(self, function):
        return Dataset([made for row in self.rows for made in function(row)])
    def random_shuffle(self, seed):
        return Dataset(self.rows[::-1])
    def iter_batches(self, batch_size, drop_last):
        for start in range(0, len(self.rows), batch_size):
            rows = self.rows[start : start + batch_size]
            if len(rows) == batch_size or not drop_last:
                yield {key: [row[key] for row in rows] for key in rows[0]}

class DataContext:
    execution_options = types.SimpleNamespace(preserve_order=False)
    @staticmethod
    def get_current():
        return DataContext

def read_binary_files(paths, include_paths=False):
    rows = []
    for path in [paths] if isinstance(paths, str) else paths:
        with open(path, "rb") as file:
            rows.append({"bytes": file.read(), **({"path": path} if include_paths else {})})
    return Dataset(rows)

data = types.SimpleNamespace(from_items=Dataset, read_binary_files=read_binary_files, DataContext=DataContext)
`;

describe('a Python string literal', () => {
  it('has only printable characters, and quotes and backslashes escaped', () => {
    assert.equal(pythonString('say "hi"\\\n'), '"say \\"hi\\"\\\\\\n"');
    assert.equal(pythonString('\u202e\u0000\u2028\ud800'), '"\\u202e\\u0000\\u2028\\ufffd"');
    assert.equal(pythonString('é🦜'), '"é🦜"');
    assert.equal(pythonString('\u{e0001}'), '"\\U000e0001"');
  });

  it('is read by Python as the text that it stands for', function () {
    if (!has()) {
      console.log(`      (skipped: there is no ${python})`);
      this.skip();
    }
    const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 40 }), 300);
    const script = `import json\nprint(json.dumps([${texts.map(pythonString).join(',\n')}]))`;
    const { stdout, status, stderr } = spawnSync(python, ['-'], { input: script, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), texts);
  });
});

describe('a snippet', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tokenscope-python-'));
    file = join(folder, 'a "quoted" name.txt');
    writeFileSync(file, `\ufeff${text}`);
    if (!has('tiktoken')) writeFileSync(join(folder, 'tiktoken.py'), tiktokenStandIn);
    if (!has('ray')) writeFileSync(join(folder, 'ray.py'), rayStandIn);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the snippet as it is, but for its last line: the batches come as JSON. */
  function batchesOf(snippet: string, inputs: string, targets: string): number[][][][] {
    const lines = snippet.trimEnd().split('\n');
    assert.match(lines.pop()!, /^ {4}print\(/);
    const asList = (name: string): string => `[list(map(int, row)) for row in ${name}]`;
    const path = join(folder, 'snippet.py');
    writeFileSync(
      path,
      [
        'all_batches = []',
        ...lines,
        `    all_batches.append([${asList(inputs)}, ${asList(targets)}])`,
        'import json',
        'print(json.dumps({"ids": tiktoken.get_encoding("gpt2").encode(TEXT, allowed_special="all"), "batches": all_batches}))',
      ]
        .join('\n')
        .replace('TEXT', pythonString(text)),
    );
    const { stdout, status, stderr } = spawnSync(python, [path], { encoding: 'utf8', cwd: folder });
    assert.equal(status, 0, stderr);
    const found = JSON.parse(stdout.trim().split('\n').at(-1)!) as { ids: number[]; batches: number[][][][] };
    ids = found.ids;
    return found.batches;
  }
  let ids: number[] = [];

  function expectedBatches(options: LoaderOptions, bounds: number | Uint32Array = ids.length): number[][][][] {
    const plan = new WindowPlan(bounds, options);
    return Array.from({ length: plan.batchCount }, (_, batch) => {
      const first = batch * options.batchSize;
      const rows = Array.from({ length: Math.min(options.batchSize, plan.usedWindowCount - first) }, (_, i) =>
        plan.startOfRow(first + i),
      );
      return [0, 1].map(shift => rows.map(start => ids.slice(start + shift, start + shift + options.maxLength)));
    });
  }

  for (const [name, changed] of [
    ['of the chapter', {}],
    ['with stride 4 and a short last batch', { stride: 4, batchSize: 5, dropLast: false }],
    ['shuffled', { shuffle: true, stride: 3, batchSize: 4 }],
    [
      'shuffled, of a negative seed and the third epoch',
      { shuffle: true, seed: -5n, epoch: 3, dropLast: false, batchSize: 7 },
    ],
    ['with a generator of its own', { shuffle: true, sampler: 'generator', batchSize: 4 }],
    ['of the third epoch of a generator', { shuffle: true, sampler: 'generator', epoch: 3, batchSize: 5 }],
    [
      'of rank 2 of 3, in the second epoch',
      { shuffle: true, sampler: 'distributed', worldSize: 3, rank: 2, epoch: 2, batchSize: 4, dropLast: false },
    ],
    ['of rank 1 of 4, in order', { sampler: 'distributed', worldSize: 4, rank: 1, batchSize: 4 }],
  ] as const) {
    it(`for PyTorch gives the very same batches: ${name}`, function () {
      if (!has('torch')) {
        console.log(`      (skipped: ${python} has no torch; set TOKENSCOPE_PYTHON to one that has)`);
        this.skip();
      }
      const asked = request(changed);
      const found = batchesOf(pytorchSnippet(asked), 'inputs.tolist()', 'targets.tolist()');
      assert.deepEqual(found, expectedBatches(asked.options));
    });
  }

  for (const kind of ['text', 'file'] as const) {
    it(`for Ray Data gives the same windows, of a ${kind}`, function () {
      if (!has()) {
        console.log(`      (skipped: there is no ${python})`);
        this.skip();
      }
      const asked = {
        ...request({ stride: 3, batchSize: 4, dropLast: false }),
        ...(kind === 'file' ? { source: { path: file } } : {}),
      };
      const found = batchesOf(raySnippet(asked), 'batch["inputs"]', 'batch["targets"]');
      assert.deepEqual(found, expectedBatches(asked.options));
    });
  }

  for (const { description, idsOf } of [
    { description: { kind: 'bytes' }, idsOf: (whole: string) => [...Buffer.from(whole)] },
    { description: { kind: 'characters' }, idsOf: (whole: string) => Array.from(whole, c => c.codePointAt(0)!) },
  ] as const) {
    it(`makes the ids of ${description.kind} in plain Python`, function () {
      const options = { stride: 3, batchSize: 4, dropLast: false };
      const asked = { ...request(options), tokenizer: description };
      const several = { ...asked, source: { paths: ['a.txt', 'b.txt'], crossFiles: true } };
      for (const snippet of [asked, several].flatMap(each => [pytorchSnippet(each), raySnippet(each)]))
        assert.doesNotMatch(snippet, /tiktoken|eot_token|endoftext|LAST|\n\n\n\n/);
      if (!has()) {
        console.log(`      (skipped: there is no ${python})`);
        this.skip();
      }
      const importing = `import tiktoken\n${raySnippet(asked)}`; // the comparison asks it for gpt2's ids
      const found = batchesOf(importing, 'batch["inputs"]', 'batch["targets"]');
      ids = idsOf(text);
      assert.deepEqual(found, expectedBatches(asked.options));
      if (!has('torch')) return;
      const torch = batchesOf(`import tiktoken\n${pytorchSnippet(asked)}`, 'inputs.tolist()', 'targets.tolist()');
      ids = idsOf(text);
      assert.deepEqual(torch, expectedBatches(asked.options));
    });
  }

  for (const version of [1, 2] as const)
    it(`makes the ids of the chapter's SimpleTokenizerV${version} in plain Python`, function () {
      const made = version === 1 ? text : 'The cat -- sat, \\d "on" the mat!';
      const description = describeWords({ text: made, version, specialTokens: ['[\\n]'], name: 'words' });
      const asked = { ...request({ stride: 3, batchSize: 4, dropLast: false }), tokenizer: description };
      const tokenizer = new WordTokenizer(description);
      const several = { ...asked, source: { paths: ['a.txt', 'b.txt'], crossFiles: true } };
      const separator = version === 2 ? `ids.append(${tokenizer.specialTokens.get('<|endoftext|>')})` : undefined;
      for (const snippet of [pytorchSnippet(several), raySnippet(several)]) {
        assert.doesNotMatch(snippet, /tiktoken/);
        assert.equal(snippet.includes('ids.append'), version === 2);
        assert.ok(separator === undefined || snippet.includes(separator), snippet);
      }
      if (!has()) {
        console.log(`      (skipped: there is no ${python})`);
        this.skip();
      }
      for (const specialTokens of ['encode', 'text'] as const) {
        const found = batchesOf(
          `import tiktoken\n${raySnippet({ ...asked, specialTokens })}`,
          'batch["inputs"]',
          'batch["targets"]',
        );
        ids = [...tokenizer.ids(text, specialTokens)];
        assert.deepEqual(found, expectedBatches(asked.options));
      }
    });

  it('of a vocabulary that nobody would paste says what to do instead', () => {
    const long = Array.from({ length: 100_000 }, (_, i) => `word${i}`).join(' ');
    const tokenizer = describeWords({ text: long, version: 2, specialTokens: [], name: 'long' });
    assert.throws(() => pytorchSnippet({ ...request({}), tokenizer }), /100,000 words.*Export/);
  });

  describe('of several files', () => {
    const texts = ['The cat sat on the mat.', 'She saw', 'a red ball rolling by and jumped up to chase it'];
    let paths: string[];
    beforeEach(() => {
      paths = texts.map((_, i) => join(folder, `${i}.txt`));
      paths.forEach((path, i) => writeFileSync(path, texts[i]!));
    });
    /** The ids of each file, with the separator at its end. */
    function partsOf(): number[][] {
      const script = `import json, tiktoken\nt = tiktoken.get_encoding("gpt2")\nprint(json.dumps([t.encode(x) for x in [${texts.map(pythonString).join()}]]))`;
      const { stdout, stderr } = spawnSync(python, ['-c', script], { encoding: 'utf8', cwd: folder });
      assert.notEqual(stdout, '', stderr);
      return (JSON.parse(stdout) as number[][]).map((part, i) => (i < texts.length - 1 ? [...part, 50256] : part));
    }
    function expected(options: LoaderOptions, crossFiles: boolean): number[][][][] {
      const parts = partsOf();
      ids = parts.flat();
      const bounds = parts.reduce<number[]>((all, part) => [...all, all.at(-1)! + part.length], [0]);
      return expectedBatches(options, crossFiles ? ids.length : Uint32Array.from(bounds));
    }

    for (const crossFiles of [false, true])
      it(`for PyTorch ${crossFiles ? 'crosses' : 'does not cross'} them`, function () {
        if (!has('torch')) {
          console.log(`      (skipped: ${python} has no torch; set TOKENSCOPE_PYTHON to one that has)`);
          this.skip();
        }
        const asked = {
          ...request({ stride: 3, batchSize: 2, shuffle: true, dropLast: false }),
          source: { paths, crossFiles },
        };
        const found = batchesOf(pytorchSnippet(asked), 'inputs.tolist()', 'targets.tolist()');
        assert.deepEqual(found, expected(asked.options, crossFiles));
      });

    it('for Ray Data cuts each on its own', function () {
      if (!has()) {
        console.log(`      (skipped: there is no ${python})`);
        this.skip();
      }
      const asked = { ...request({ stride: 2, batchSize: 3 }), source: { paths, crossFiles: false } };
      const found = batchesOf(raySnippet(asked), 'batch["inputs"]', 'batch["targets"]');
      assert.deepEqual(found, expected(asked.options, false));
    });
  });

  it('reads a file as VS Code shows it: without its mark, with its own line ends', function () {
    if (!has('torch')) {
      console.log(`      (skipped: ${python} has no torch)`);
      this.skip();
    }
    const asked = { ...request({}), source: { path: file } };
    const found = batchesOf(pytorchSnippet(asked), 'inputs.tolist()', 'targets.tolist()');
    assert.deepEqual(found, expectedBatches(asked.options));
  });

  it('tells tiktoken what becomes of special tokens, and nothing where they are an error', () => {
    const encodes = (specialTokens: SnippetRequest['specialTokens']): (string | undefined)[] =>
      [pytorchSnippet, raySnippet].map(make => /encode\((text.*)\)/.exec(make({ ...request({}), specialTokens }))?.[1]);
    assert.deepEqual(encodes('encode'), Array(2).fill('text, allowed_special="all"'));
    assert.deepEqual(encodes('text'), Array(2).fill('text, disallowed_special=()'));
    assert.deepEqual(encodes('error'), Array(2).fill('text'));
  });

  it('holds text as data, whatever it says', () => {
    const hostile = '"); import os; os.system("x")  #\n"""\n\\';
    const path = `/tmp/${hostile}.txt`;
    for (const make of [pytorchSnippet, raySnippet]) {
      for (const source of [{ text: hostile }, { path }]) {
        const snippet = make({ ...request({}), source });
        assert.ok(snippet.includes(pythonString('text' in source ? source.text : source.path)));
        assert.equal(snippet.split('\n').filter(line => line.trimStart().startsWith('"""')).length, 0);
      }
    }
  });
});
