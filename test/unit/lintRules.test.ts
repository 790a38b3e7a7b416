import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const root = join(__dirname, '../..');

/** What the project's own rule of restricted syntax says about a source at this path. */
async function problemsOf(path: string, source: string): Promise<string[]> {
  const eslint = new ESLint({ cwd: root, overrideConfigFile: join(root, '.eslint.config.mjs') });
  const { rules } = (await eslint.calculateConfigForFile(join(root, path))) as { rules: Linter.RulesRecord };
  const config = {
    files: ['**/*.ts'],
    languageOptions: { parser: tseslint.parser as Linter.Parser },
    rules: { 'no-restricted-syntax': rules['no-restricted-syntax']! },
  };
  return new Linter().verify(source, config, 'source.ts').map(({ message }) => message);
}

describe('the lint rules', function () {
  this.timeout(60_000);
  const raw = [
    'vscode.window.showErrorMessage(`No table ${name}`);',
    'vscode.window.showWarningMessage(name);',
    'vscode.window.showInformationMessage(name);',
    'vscode.window.withProgress({ location: 15, title: name }, run);',
    'vscode.window.showQuickPick([name]);',
    'vscode.window.createQuickPick();',
    'vscode.window.showInputBox({ prompt: name });',
    'vscode.window.createInputBox();',
    'vscode.window.setStatusBarMessage(name);',
    "vscode.window.createStatusBarItem('x');",
    "vscode.window.createWebviewPanel('x', name, 1);",
    "vscode.window.createOutputChannel('x');",
    'new vscode.MarkdownString(name);',
    "import { MarkdownString } from 'vscode';",
    "vscode.window['showErrorMessage'](name);",
    'vscode.window[`showErrorMessage`](name);',
    'const { showErrorMessage } = vscode.window;',
    'const show = vscode.window.showErrorMessage;',
  ];

  for (const folder of ['commands', 'panels', 'editor', 'host', 'views'])
    it(`let nothing in ${folder} show a raw message`, async () => {
      for (const source of raw) {
        const problems = await problemsOf(`src/${folder}/other.ts`, source);
        assert.equal(problems.length, 1, source);
        assert.match(problems[0]!, /host\/messages/);
      }
    });

  it('let host/messages show them', async () => {
    for (const source of raw) assert.deepEqual(await problemsOf('src/host/messages.ts', source), []);
  });

  it('keep the other restrictions everywhere', async () => {
    for (const path of ['src/commands/other.ts', 'src/host/messages.ts', 'test/unit/other.test.ts'])
      assert.equal((await problemsOf(path, 'Math.random();')).length, 1, path);
  });
});
