import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** How the integration suite is bundled: every test/integration/*.test.ts, found by pattern, and the `run()` that VS Code calls. */
export function suiteBundle(root) {
  const folder = join(root, 'test/integration');
  const files = readdirSync(folder).filter(name => name.endsWith('.test.ts'));
  const shared = { bundle: true, platform: 'node', format: 'cjs', target: 'node20', external: ['vscode', 'mocha'] };
  const contents = files.map(name => `import './${name}';`).join('\n');
  return [
    {
      ...shared,
      stdin: { contents, resolveDir: folder, loader: 'ts' },
      outfile: join(root, 'out/integration/suite.js'),
    },
    { ...shared, entryPoints: [join(folder, 'run.ts')], outfile: join(root, 'out/integration/index.js') },
  ];
}
