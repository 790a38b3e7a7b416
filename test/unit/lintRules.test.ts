import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(__dirname, '../..');

describe('the lint rules', () => {
  it('refuse VS Code’s own messages outside of host/messages', async () => {
    const eslint = new ESLint({ cwd: root, overrideConfigFile: join(root, '.eslint.config.mjs') });
    const source = [
      "import * as vscode from 'vscode';",
      'export const show = (name: string): unknown => vscode.window.showErrorMessage(name);',
      'export const { showQuickPick } = vscode.window;',
      '',
    ].join('\n');
    const problemsIn = async (file: string): Promise<string[]> => {
      const [result] = await eslint.lintText(source, { filePath: join(root, file) });
      return result!.messages.map(({ ruleId }) => ruleId ?? '').filter(rule => rule === 'no-restricted-properties');
    };
    assert.equal((await problemsIn('src/commands/exportGraph.ts')).length, 2);
    assert.equal((await problemsIn('src/host/messages.ts')).length, 0);
  });
});
