import type * as onnxruntime from 'onnxruntime-node';

/** The part of onnxruntime-node that is used. */
export type Runtime = Pick<typeof onnxruntime, 'InferenceSession' | 'Tensor'>;

let loading: Promise<Runtime> | undefined;

/**
 * ONNX Runtime, loaded by the first call: the process starts without it, and says what is wrong where it has no build.
 *
 * @throws Error with code `RUNTIME_MISSING`
 */
export function loadRuntime(): Promise<Runtime> {
  loading ??= import('onnxruntime-node').then(
    module => ('InferenceSession' in module ? module : (module as { default: Runtime }).default),
    (error: unknown) => {
      loading = undefined;
      throw Object.assign(new Error(missingMessage(error)), { code: 'RUNTIME_MISSING' });
    },
  );
  return loading;
}

function missingMessage(error: unknown): string {
  const target = `${process.platform}-${process.arch}`;
  const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  const isWindows = process.platform === 'win32' && /126|specified module could not be found/.test(reason);
  const advice = isWindows
    ? 'Install the Microsoft Visual C++ Redistributable and reload the window.'
    : `Install the Tokenscope package for ${target}, if there is one; there is none for Intel Macs, Alpine Linux and browsers.`;
  return `ONNX Runtime could not be loaded on ${target}, so there are no vectors. ${advice} (${reason})`;
}
