export type ModelFormat = 'onnx' | 'safetensors' | 'npy';

/** By the name that a person gave: in the Hugging Face cache, the file behind the link has none. */
export function formatOf(path: string): ModelFormat {
  if (isShardIndex(path)) return 'safetensors';
  const extension = /\.(safetensors|npy)$/i.exec(path)?.[1]?.toLowerCase();
  return extension === 'safetensors' || extension === 'npy' ? extension : 'onnx';
}

/** Whether a path names the index of a model whose weights are cut into several .safetensors files, its shards. */
export function isShardIndex(path: string): boolean {
  return /\.safetensors\.index(\.[\w-]+)?\.json$/i.test(path);
}
