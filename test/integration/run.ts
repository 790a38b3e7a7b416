import Mocha from 'mocha';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What VS Code calls inside the extension host. The result goes to a file, because the host's exit code is not ours to set. */
export async function run(): Promise<void> {
  const results = JSON.parse(readFileSync(join(__dirname, 'results-path.json'), 'utf8')) as string;
  const mocha = new Mocha({ timeout: 60_000, ui: 'bdd', reporter: 'min' });
  mocha.addFile(join(__dirname, 'suite.js'));
  const failures: { title: string; message: string }[] = [];
  let passed = 0;
  try {
    await new Promise<void>(resolve => {
      mocha
        .run(() => resolve())
        .on('pass', () => passed++)
        .on('fail', (test, error: Error) =>
          failures.push({ title: test.fullTitle(), message: error.stack ?? error.message }),
        );
    });
  } catch (error) {
    failures.push({ title: 'loading the suite', message: String(error) });
  }
  writeFileSync(results, `${JSON.stringify({ passed, failures })}\n`);
  if (failures.length > 0) throw new Error(`${failures.length} tests failed`);
}
