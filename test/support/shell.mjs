// Runs commands for the other scripts of this folder.
import { spawn } from 'node:child_process';

export const say = text => console.log(`[tokenscope] ${text}`);

/** Ends the script with one sentence about what is wrong and what to do. */
export function fail(text) {
  console.error(`[tokenscope] ${text}`);
  process.exit(1);
}

/** Runs a command and answers { code, output }; `quiet` keeps its output from the screen. */
export function run(command, args, { quiet = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    for (const [stream, screen] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      stream.setEncoding('utf8');
      stream.on('data', text => {
        output += text;
        if (!quiet) screen.write(text);
      });
    }
    child.on('error', reject);
    child.on('close', code => resolve({ code, output }));
  });
}

export async function runOrFail(command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0)
    fail(`"${command} ${args.join(' ')}" failed with code ${code}.${options?.quiet ? `\n${output.slice(-4000)}` : ''}`);
  return output;
}
