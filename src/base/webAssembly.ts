/** What is used of WebAssembly, which every host has; TypeScript declares it with the DOM alone. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule) => { readonly exports: unknown };
};

/** Compiled code, of which instances are made, each with a memory of its own. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module';
}

/** Where something lies in the memory of an instance: a global that it exports. */
export interface Address {
  readonly value: number;
}

/** @throws CompileError if the bytes are no module */
export function compileWasm(bytes: Uint8Array): WasmModule {
  return new WebAssembly.Module(bytes);
}

/** What a new instance of a module that imports nothing exports; the caller knows its type. */
export function instantiate(module: WasmModule): unknown {
  return new WebAssembly.Instance(module).exports;
}
