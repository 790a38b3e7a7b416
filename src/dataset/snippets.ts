import type {
  FileDescription,
  TokenizerDescription,
  TrainedDescription,
  WordsDescription,
} from '../tokenizer/tokenizer';
import { pythonBoolean, pythonLoader } from './pythonLoader';
import type { LoaderOptions } from './windows';

/** What a snippet cuts into windows: a text that stands in it, or a file or several that it reads. */
export type SnippetSource =
  | { readonly text: string }
  | { readonly path: string }
  | {
      /** Joined, tiktoken's with `<|endoftext|>` between them, each at the end of the file before it. */
      readonly paths: readonly string[];
      /** Whether a window may begin in one file and end in the next. */
      readonly crossFiles: boolean;
    };

export interface SnippetRequest {
  readonly source: SnippetSource;
  readonly tokenizer: TokenizerDescription;
  /** The split pattern of a tokenizer that was trained here, as Python writes it. */
  readonly pattern?: string | undefined;
  /** Whether the text of special tokens becomes their ids, is text, or is an error as tiktoken has it by default. */
  readonly specialTokens: 'encode' | 'text' | 'error';
  readonly options: LoaderOptions;
}

/** Characters that could hide, reorder or break what stands in the source: written as escapes. */
const unsafe = /["\\]|[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * A Python string literal that stands for exactly this text. Lone surrogates become U+FFFD, as they do for every tokenizer.
 *
 * @example
 * pythonString('say "hi"\n'); // "say \"hi\"\n", quotes included
 */
export function pythonString(text: string): string {
  const short: Readonly<Record<string, string>> = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const escaped = text.replace(unsafe, character => {
    const known = short[character];
    if (known !== undefined) return known;
    const code = character.codePointAt(0)!;
    if (code >= 0xd800 && code <= 0xdfff) return '\\ufffd';
    const digits = code.toString(16);
    return code > 0xffff ? `\\U${digits.padStart(8, '0')}` : `\\u${digits.padStart(4, '0')}`;
  });
  return `"${escaped}"`;
}

type Allowance = SnippetRequest['specialTokens'];
/** What `encode` is told beside the text. */
const allowance = (specialTokens: Allowance): string =>
  ({ encode: ', allowed_special="all"', text: ', disallowed_special=()', error: '' })[specialTokens];

/** How Python gets the ids of a text. */
interface PythonTokenizer {
  /** The package to install, with a space after it; and the line that imports it, with its newline. Empty where Python alone will do. */
  readonly install: string;
  readonly imports: string;
  /** The statements that make the tokenizer, each with its newline. */
  readonly make: string;
  /** An expression for the ids of the text that an expression stands for. */
  ids(text: string): string;
  /** An expression for the id between two files. */
  readonly separator: string | undefined;
}

function pythonTokenizer({ tokenizer: description, specialTokens, pattern = '' }: SnippetRequest): PythonTokenizer {
  const plain = { install: '', imports: '', make: '', separator: undefined };
  switch (description.kind) {
    case 'tiktoken':
      return {
        install: 'tiktoken ',
        imports: 'import tiktoken\n',
        make: `tokenizer = tiktoken.get_encoding(${pythonString(description.name)})\n`,
        ids: text => `tokenizer.encode(${text}${allowance(specialTokens)})`,
        separator: 'tokenizer.eot_token',
      };
    case 'file':
      return fileInPython(description);
    case 'trained':
      return trainedTokenizer(description, specialTokens, pattern);
    case 'bytes':
      return { ...plain, ids: text => `list(${text}.encode("utf-8"))` };
    case 'words':
      return wordsInPython(description, specialTokens);
    case 'characters':
      return { ...plain, ids: text => `[ord(character) for character in ${text}]` };
  }
}

/** Hugging Face's library runs a `tokenizer.json`, which is to lie beside the script. */
function fileInPython({ format, name }: FileDescription): PythonTokenizer {
  if (format !== 'tokenizerJson')
    throw new RangeError(`${name} is a list of ranks. Bring the tokenizer.json of the same model to copy Python.`);
  return {
    install: 'tokenizers ',
    imports: 'from tokenizers import Tokenizer\n',
    make: `tokenizer = Tokenizer.from_file("tokenizer.json")  # ${pythonString(name)}\n`,
    ids: text => `tokenizer.encode(${text}, add_special_tokens=False).ids`,
    separator: undefined,
  };
}

/** tiktoken runs it from the rank file that it was saved as. */
function trainedTokenizer(description: TrainedDescription, specialTokens: Allowance, pattern: string): PythonTokenizer {
  const { name, merges, specialTokens: tokens } = description;
  const size = 256 + merges.length / 2;
  const ids = tokens.map((token, index) => `${pythonString(token)}: ${size + index}`).join(', ');
  const file = pythonString(`${name}.tiktoken`);
  const make = [
    `ranks = tiktoken.load.load_tiktoken_bpe(${file})  # the tokenizer, saved as a rank file`,
    `pattern = ${pythonString(pattern)}`,
    `tokenizer = tiktoken.Encoding(${pythonString(name)}, pat_str=pattern, mergeable_ranks=ranks, special_tokens={${ids}})`,
  ];
  return {
    install: 'tiktoken ',
    imports: 'import tiktoken\nimport tiktoken.load\n',
    make: make.map(line => `${line}\n`).join(''),
    ids: text => `tokenizer.encode(${text}${allowance(specialTokens)})`,
    separator: tokens.includes('<|endoftext|>') ? 'tokenizer.eot_token' : undefined,
  };
}

/** UTF-16 units of a vocabulary that a snippet holds: megabytes are nothing that somebody pastes. */
const longestVocabulary = 500_000;

/** The chapter's SimpleTokenizerV1 and V2 as expressions. An item of the split is white space or has none: `strip` takes nothing else away. */
function wordsInPython({ words, version, specialTokens }: WordsDescription, allowed: Allowance): PythonTokenizer {
  const count = words.split('\n').length;
  const idOf = (token: string): number | undefined => {
    const index = specialTokens.indexOf(token);
    return index < 0 ? undefined : count + index;
  };
  const known = allowed === 'text' ? words : [words, ...specialTokens].join('\n');
  if (known.length > longestVocabulary)
    throw new RangeError(
      `The vocabulary has ${count.toLocaleString('en-US')} words, too many for a snippet. Export the token ids instead.`,
    );
  const id = version === 2 ? `vocabulary.get(word, ${idOf('<|unk|>')})` : 'vocabulary[word]';
  const separator = idOf('<|endoftext|>');
  return {
    install: '',
    imports: 'import re\n',
    make: `vocabulary = {word: id for id, word in enumerate(${pythonString(known)}.split("\\n"))}\n`,
    ids: text => `[${id} for word in re.split(r'([,.:;?_!"()\\']|--|\\s)', ${text}) if word.strip()]`,
    separator: separator === undefined ? undefined : String(separator),
  };
}

/** Python that gives the very same batches with PyTorch, and with tiktoken or Python alone. */
export function pytorchSnippet(request: SnippetRequest): string {
  const { source, options } = request;
  const { maxLength, stride } = options;
  const python = pythonTokenizer(request);
  const { dataset, read, ids } = 'paths' in source ? severalFiles(source, python) : oneText(source, python);
  const loader = pythonLoader(options);
  return `# pip install ${python.install}torch
${python.imports}import torch
from torch.utils.data import ${loader.imports}


${dataset}


${read}

${python.make}${ids}, max_length=${maxLength}, stride=${stride})
${loader.make}
${loader.begin}for inputs, targets in dataloader:
    print(inputs, targets)
`;
}

/** Parts of a script: the class, what comes before the tokenizer, and from the ids up to the dataset's parameters. */
interface DatasetParts {
  readonly dataset: string;
  readonly read: string;
  readonly ids: string;
}

function oneText(source: { readonly text: string } | { readonly path: string }, python: PythonTokenizer): DatasetParts {
  return {
    dataset: `class GPTDatasetV1(Dataset):
    def __init__(self, ids, max_length, stride):
        self.ids = torch.tensor(ids)
        self.max_length = max_length
        self.starts = range(0, len(ids) - max_length, stride)
${samples}`,
    read:
      'text' in source
        ? `text = ${pythonString(source.text)}`
        : `with open(${pythonString(source.path)}, encoding="utf-8-sig", newline="") as file:\n    text = file.read()`,
    ids: `ids = ${python.ids('text')}\ndataset = GPTDatasetV1(ids`,
  };
}

function severalFiles(
  { paths, crossFiles }: { readonly paths: readonly string[]; readonly crossFiles: boolean },
  python: PythonTokenizer,
): DatasetParts {
  const cut = crossFiles
    ? 'parts = [[id for ids in parts for id in ids]]  # one text: windows may cross from file to file'
    : '# Each file is cut on its own: no window crosses from one into the next.';
  const separators =
    python.separator === undefined
      ? ''
      : `for ids in parts[:-1]:\n    ids.append(${python.separator})  # <|endoftext|> between files\n`;
  return {
    dataset: `class GPTDatasetV1(Dataset):
    def __init__(self, parts, max_length, stride):
        self.ids = torch.tensor([id for ids in parts for id in ids])
        self.max_length = max_length
        self.starts = []
        first = 0
        for ids in parts:
            self.starts += range(first, first + len(ids) - max_length, stride)
            first += len(ids)
${samples}`,
    read: `paths = [\n${paths.map(path => `    ${pythonString(path)},\n`).join('')}]`,
    ids: `parts = []
for path in paths:
    with open(path, encoding="utf-8-sig", newline="") as file:
        parts.append(${python.ids('file.read()')})
${separators}${cut}
dataset = GPTDatasetV1(parts`,
  };
}

const samples = `
    def __len__(self):
        return len(self.starts)

    def __getitem__(self, index):
        start = self.starts[index]
        end = start + self.max_length
        return self.ids[start:end], self.ids[start + 1 : end + 1]`;

/**
 * Python for Ray Data, for text that outgrows one machine: the same tokenizer and windows. Each file is cut on its own. Ray shuffles
 * in an order of its own, which the script says.
 */
export function raySnippet(request: SnippetRequest): string {
  const { source, options } = request;
  const { maxLength, stride, batchSize, shuffle, seed, dropLast, sampler } = options;
  const python = pythonTokenizer(request);
  const last =
    'paths' in source && python.separator !== undefined ? `LAST = ${pythonString(source.paths.at(-1)!)}\n` : '';
  const input =
    'paths' in source
      ? `${last}files = ray.data.read_binary_files(\n    [\n${source.paths.map(path => `        ${pythonString(path)},\n`).join('')}    ],\n    include_paths=True,\n)`
      : 'text' in source
        ? `files = ray.data.from_items([{"bytes": ${pythonString(source.text)}.encode("utf-8")}])`
        : `# A folder or a list of paths may stand here: each file is cut into windows on its own.\nfiles = ray.data.read_binary_files(${pythonString(source.path)})`;
  const order = shuffle
    ? `# The same windows as PyTorch's shuffle has, in Ray's own order.\nwindows = windows.random_shuffle(seed=${(seed & 0xffffffffn).toString()})\n`
    : '';
  const share =
    sampler === 'distributed'
      ? '# The windows of all ranks: Ray deals them out itself, with windows.streaming_split(world_size).\n'
      : '';
  const make = python.make.replaceAll(/^(?=.)/gm, '    ');
  const separator =
    'paths' in source && python.separator !== undefined
      ? `    if file["path"] != LAST:\n        ids.append(${python.separator})  # <|endoftext|> between files\n`
      : '';
  return `# pip install "ray[data]"${python.install === '' ? '' : ` ${python.install.trim()}`}
import ray
${python.imports}
MAX_LENGTH = ${maxLength}
STRIDE = ${stride}
BATCH_SIZE = ${batchSize}


def cut_into_windows(file):
${make}    text = file["bytes"].decode("utf-8-sig")
    ids = ${python.ids('text')}
${separator}    return [
        {"inputs": ids[start : start + MAX_LENGTH], "targets": ids[start + 1 : start + MAX_LENGTH + 1]}
        for start in range(0, len(ids) - MAX_LENGTH, STRIDE)
    ]


ray.init(ignore_reinit_error=True)
ray.data.DataContext.get_current().execution_options.preserve_order = True

${input}
windows = files.flat_map(cut_into_windows)
${order}${share}for batch in windows.iter_batches(batch_size=BATCH_SIZE, drop_last=${pythonBoolean(dropLast)}):
    print(batch["inputs"], batch["targets"])
`;
}
