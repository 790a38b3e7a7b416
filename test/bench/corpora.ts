import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';

const require = createRequire(__filename);
const folderOf = (name: string): string => dirname(require.resolve(`${name}/package.json`));

/** About this many bytes of each: enough for caches to fill, little enough for the slowest rival. */
const wantedBytes = 600_000;
const cut = (text: string): string => text.slice(0, wantedBytes);

/** Shakespeare where the shared material is there, else the licences of the packages, which are English too. */
function english(): string {
  const shakespeare = join(__dirname, '../../../shared/data/tinyshakespeare.txt');
  if (existsSync(shakespeare)) return readFileSync(shakespeare, 'utf8');
  const folder = dirname(folderOf('typescript'));
  const texts = readdirSync(folder)
    .flatMap(name => ['README.md', 'LICENSE', 'LICENSE.txt', 'CHANGELOG.md'].map(file => join(folder, name, file)))
    .filter(file => existsSync(file))
    .map(file => readFileSync(file, 'utf8'));
  return texts.join('\n');
}

function typeScript(): string {
  const folder = join(folderOf('typescript'), 'lib');
  const files = readdirSync(folder).filter(name => name.endsWith('.d.ts'));
  return files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n');
}

interface Annotations {
  readonly annotations?: { readonly annotations?: Readonly<Record<string, { default?: string[]; tts?: string[] }>> };
}

/** Names of emoji in a language, with the emoji themselves. */
function annotations(language: string, withEmoji: boolean): string {
  const file = join(folderOf('cldr-annotations-full'), 'annotations', language, 'annotations.json');
  const { annotations: found } = JSON.parse(readFileSync(file, 'utf8')) as Annotations;
  return Object.entries(found?.annotations ?? {})
    .map(([emoji, { default: words = [], tts = [] }]) => `${withEmoji ? emoji : ''} ${[...tts, ...words].join(' ')}`)
    .join('\n');
}

function languages(): string {
  const folder = join(folderOf('cldr-annotations-full'), 'annotations');
  const all = readdirSync(folder).filter(name => existsSync(join(folder, name, 'annotations.json')));
  return all.map(language => annotations(language, true).slice(0, Math.ceil(wantedBytes / all.length))).join('\n');
}

/** Chinese and Japanese as they are written: words that follow each other without spaces, and a stop now and then. */
function cjk(): string {
  const words = ['zh', 'ja', 'zh-Hant'].flatMap(
    language => annotations(language, false).match(/[^\s\x21-\x7e]+/g) ?? [],
  );
  return words.map((word, index) => (index % 7 === 6 ? `${word}。` : word)).join('');
}

export interface Corpus {
  readonly name: string;
  readonly text: string;
}

export const corpora = (): Corpus[] => [
  { name: 'English', text: cut(english()) },
  { name: 'TypeScript', text: cut(typeScript()) },
  { name: 'languages and emoji', text: cut(languages()) },
  { name: 'CJK without spaces', text: cut(cjk()).slice(0, wantedBytes / 3) },
];
