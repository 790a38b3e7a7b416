import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import ts from 'typescript';

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const domain = ['tokenizer', 'dataset', 'embedding', 'context'];
const domainTypes = domain.map(folder => `type:${folder}`);
const beneathDomain = ['base', 'formats', 'torch'];
const host = [
  'vscode',
  'contributions',
  'base',
  'protocol',
  'platform',
  'type:rpc',
  'type:api',
  'clients',
  ...domainTypes,
];
const surface = [...host, 'host'];

/**
 * Which folders and packages each folder may import; `type:` marks those of which only types may be. A folder may import itself.
 * Where a folder inside another is named, its own row counts.
 */
const allowed: Readonly<Record<string, readonly string[]>> = {
  base: [],
  formats: ['base'],
  torch: ['base'],
  tokenizer: beneathDomain,
  // AssemblyScript, which only the build compiles
  'tokenizer/kernel': [],
  dataset: [...beneathDomain, 'type:tokenizer'],
  embedding: beneathDomain,
  context: [...beneathDomain, 'type:tokenizer'],
  'embedding/kernel': [],
  rpc: ['base'],
  protocol: ['base', 'rpc', ...domainTypes],
  platform: ['base'],
  'platform/node': ['base', 'platform', 'node'],
  'platform/web': ['base', 'platform', 'vscode'],
  worker: [...beneathDomain, ...domain, 'protocol', 'rpc', 'platform', 'platform/node', 'node', 'ignore', 'minimatch'],
  inference: [
    ...beneathDomain,
    'embedding',
    'protocol',
    'rpc',
    'platform',
    'platform/node',
    'node',
    'onnxruntime-node',
    'umap-js',
  ],
  host,
  editor: surface,
  views: surface,
  commands: surface,
  // A panel is the other end of its webview's transport.
  panels: [...surface, 'rpc', 'node'],
  webview: ['base', 'protocol', 'rpc', ...domainTypes],
  contributions: [],
  api: ['type:vscode'],
};
/** The composition root may import every folder but the webviews, and no entry. */
const ofRoot = ['vscode', 'node', ...Object.keys(allowed).filter(folder => folder !== 'webview')];
const clients = ['worker/client', 'inference/client'];
const entries = ['worker/main', 'worker/counter', 'inference/main', 'inference/maths'];

function importsOf(file: string, source: string): Import[] {
  const parsed = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022);
  const found: Import[] = [];
  const resolve = (specifier: string): string =>
    specifier.startsWith('.') ? posix.normalize(posix.join(posix.dirname(file), specifier)) : specifier;
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) {
      // `import { type A } from` stays in the output as an import for its effects; only `import type` goes away.
      const typeOnly = ts.isExportDeclaration(node)
        ? node.isTypeOnly
        : node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      found.push({ file, target: resolve((node.moduleSpecifier as ts.StringLiteral).text), typeOnly });
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const { literal } = node.argument;
      if (ts.isStringLiteral(literal)) found.push({ file, target: resolve(literal.text), typeOnly: true });
    } else if (ts.isCallExpression(node) && node.arguments.length > 0) {
      const [argument] = node.arguments;
      const isImport =
        node.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(node.expression) && node.expression.text === 'require');
      if (isImport && ts.isStringLiteral(argument!))
        found.push({ file, target: resolve(argument.text), typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(parsed);
  return found;
}

/** The room that a file is in: the longest folder that has a row of its own, else the first. */
function folderOf(path: string): string {
  const [first, second] = path.split('/');
  const inner = `${first}/${second}`;
  return Object.hasOwn(allowed, inner) ? inner : first!.replace(/\.ts$/, '');
}

function isAllowed({ file, target, typeOnly }: Import): boolean {
  const from = folderOf(file);
  const isOwn = !/^(node:|[a-z@])/.test(target) || sources.has(`${target}.ts`);
  const to = target.startsWith('node:') ? 'node' : isOwn ? folderOf(target) : target;
  if (from === 'extension') return ofRoot.includes(to) && !entries.includes(target);
  if (from === to) return true;
  const rules = allowed[from] ?? [];
  if (rules.includes(to) || (typeOnly && rules.includes(`type:${to}`))) return true;
  return rules.includes('clients') && clients.includes(target);
}

function cycleIn(graph: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  const walk = (node: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return undefined;
    for (const next of graph.get(node) ?? []) {
      const cycle = walk(next, [...path, node]);
      if (cycle !== undefined) return cycle;
    }
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = walk(node, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

const root = join(dirname(__dirname), '../src');
const sources = new Map(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => {
      const name = relative(root, join(root, path)).replaceAll('\\', '/');
      return [name, readFileSync(join(root, path), 'utf8')] as const;
    }),
);
const imports = [...sources].flatMap(([file, source]) => importsOf(file, source));

describe('the architecture', () => {
  it('has imports that point one way', () => {
    const forbidden = imports.filter(each => !isAllowed(each)).map(({ file, target }) => `${file} imports ${target}`);
    assert.deepEqual(forbidden, []);
  });

  it('has no import cycles', () => {
    const graph = new Map(
      [...sources.keys()].map(file => [
        file,
        imports
          .filter(each => each.file === file)
          .map(({ target }) => `${target}.ts`)
          .filter(target => sources.has(target)),
      ]),
    );
    assert.equal(cycleIn(graph), undefined);
  });

  it('would be seen to be broken', () => {
    const from = (file: string, source: string): boolean => importsOf(file, source).every(isAllowed);
    assert.equal(from('tokenizer/x.ts', "import fs from 'node:fs';"), false);
    assert.equal(from('editor/x.ts', "import { Encoding } from '../tokenizer/bytePair/encoding';"), false);
    assert.equal(from('editor/x.ts', "import type { Encoding } from '../tokenizer/bytePair/encoding';"), true);
    assert.equal(from('editor/x.ts', "import { type Encoding } from '../tokenizer/bytePair/encoding';"), false);
    assert.equal(from('editor/x.ts', "let x: import('../tokenizer/bytePair/encoding').Encoding;"), true);
    assert.equal(from('editor/x.ts', "import { TokenizerClient } from '../worker/client';"), true);
    assert.equal(from('editor/x.ts', "import { x } from '../worker/documents';"), false);
    assert.equal(from('commands/x.ts', "import type { WindowsPanels } from '../panels/windowsPanel';"), false);
    assert.equal(from('panels/x.ts', "import { WindowMarks } from '../editor/windowMarks';"), false);
    assert.equal(from('base/x.ts', "export * from '../rpc/port';"), false);
    assert.equal(from('extension.ts', "await import('onnxruntime-node', {});"), false);
    assert.equal(from('extension.ts', "import './worker/main';"), false);
    assert.equal(from('extension.ts', "import { x } from '../package.json';"), false);
    assert.equal(from('worker/x.ts', "require('onnxruntime-node');"), false);
    assert.equal(from('webview/x.ts', "import * as vscode from 'vscode';"), false);
    assert.equal(from('dataset/x.ts', "import { parquetReadObjects } from 'hyparquet';"), false);
    assert.deepEqual(
      cycleIn(
        new Map([
          ['a', ['b']],
          ['b', ['c']],
          ['c', ['b']],
        ]),
      ),
      ['b', 'c', 'b'],
    );
  });
});
