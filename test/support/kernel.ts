import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');

/**
 * The tokenizers' kernel as the build compiles it.
 *
 * @param options more of the compiler's, such as a limit for the memory
 */
export function kernelBytes(...options: string[]): Uint8Array {
  return compiled('src/tokenizer/kernel', options);
}

/** The kernel of embedding tables, likewise. */
export function productsBytes(): Uint8Array {
  return compiled('src/embedding/kernel');
}

/**
 * The tokenizers' kernel with a mistake in it, which tests must find.
 *
 * @param file of its source
 * @param right what the file has once
 * @param wrong what stands there instead
 */
export function mutantBytes(file: string, right: string, wrong: string): Uint8Array {
  const source = readFileSync(join(root, 'src/tokenizer/kernel', file), 'utf8');
  const parts = source.split(right);
  if (parts.length !== 2) throw new RangeError(`${file} has "${right}" ${parts.length - 1} times, not once`);
  const folder = 'out/kernel/mutant';
  rmSync(join(root, folder), { recursive: true, force: true });
  cpSync(join(root, 'src/tokenizer/kernel'), join(root, folder), { recursive: true });
  writeFileSync(join(root, folder, file), parts.join(wrong));
  return compiled(folder);
}

/** Out of out/kernel if its source has not changed since. */
function compiled(name: string, options: readonly string[] = []): Uint8Array {
  const folder = join(root, name);
  const hash = createHash('sha256').update([name, ...options].join(' '));
  for (const file of readdirSync(folder).sort()) hash.update(file).update(readFileSync(join(folder, file)));
  const outfile = join(root, 'out/kernel', `${hash.digest('hex').slice(0, 16)}.wasm`);
  if (!existsSync(outfile)) {
    mkdirSync(join(root, 'out/kernel'), { recursive: true });
    const compiler = join(root, 'node_modules/assemblyscript/bin/asc.js');
    const config = join(folder, 'asconfig.json');
    execFileSync(process.execPath, [compiler, '--config', config, '-o', outfile, ...options], { stdio: 'inherit' });
  }
  return readFileSync(outfile);
}
