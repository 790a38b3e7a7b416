import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as onnxruntime from 'onnxruntime-node';

/** The part of ONNX Runtime that is used: the same of onnxruntime-node and of onnxruntime-web. */
export type Runtime = Pick<typeof onnxruntime, 'InferenceSession' | 'Tensor'> & { readonly kind: RuntimeKind };
export type RuntimeKind = 'native' | 'wasm';

/** Where a package for a platform without a native build, or with one that may not load, has ONNX Runtime as WebAssembly. */
const wasmBundle = join(__dirname, 'wasm', 'runtime.js');

let loading: Promise<Runtime> | undefined;

/**
 * ONNX Runtime, loaded by the first call: native code where it can be loaded, WebAssembly where the package has it, and otherwise an
 * error that says what is wrong. The process starts without it.
 *
 * @throws Error with code `RUNTIME_MISSING`
 */
export function loadRuntime(): Promise<Runtime> {
  loading ??= loadNative().catch((error: unknown) => {
    if (existsSync(wasmBundle)) return loadWasm();
    loading = undefined;
    throw Object.assign(new Error(missingMessage(error)), { code: 'RUNTIME_MISSING' });
  });
  return loading;
}

async function loadNative(): Promise<Runtime> {
  const module = await import('onnxruntime-node');
  const { InferenceSession, Tensor } =
    'InferenceSession' in module ? module : (module as { default: typeof onnxruntime }).default;
  return { InferenceSession, Tensor, kind: 'native' };
}

/** One thread: look-ups are bound by memory, and more threads would need workers of their own. */
function loadWasm(): Runtime {
  const require = createRequire(__filename);
  const { InferenceSession, Tensor, env } = require(wasmBundle) as typeof onnxruntime;
  env.wasm.numThreads = 1;
  return { InferenceSession, Tensor, kind: 'wasm' };
}

/** @param error why the native module could not be loaded */
export function missingMessage(error: unknown, platform = process.platform, arch = process.arch): string {
  const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  const isWindows = platform === 'win32' && /126|specified module could not be found/.test(reason);
  const advice = isWindows
    ? 'Install the Microsoft Visual C++ Redistributable and reload the window.'
    : `Install the Tokenscope package for ${platform}-${arch}.`;
  return `ONNX Runtime could not be loaded on ${platform}-${arch}, so there are no vectors. ${advice} (${reason})`;
}
