import { GraphError } from './graphError';

/** What a person took a file for, by its name; an index of shards is JSON. */
export type ExpectedFile = 'onnx' | 'safetensors' | 'npy' | 'index';

/** What lies under a model's name and is none, or is one in a form that is not read: told by its first bytes. */
interface Kind {
  /** As a sentence says it: "This is a GGUF model". */
  readonly is: string;
  /** What to do, as a sentence of its own. */
  readonly next: string;
}

/**
 * Refuses what is no graph and no weights but often lies under such a name: says what it is and what to do.
 *
 * @param start the first 512 bytes of the file
 * @throws {GraphError}
 */
export function checkFileStart(start: Uint8Array, expected: ExpectedFile = 'onnx'): void {
  if (start.length === 0) throw new GraphError('The file is empty. Download it again or choose another.');
  const text = new TextDecoder('latin1').decode(start.subarray(0, 512));
  const kind =
    textKind(text) ??
    archiveKind(text) ??
    otherFormat(start, text) ??
    (expected === 'npy' ? undefined : renamedTable(text)) ??
    (expected === 'safetensors' ? undefined : renamedWeights(start)) ??
    (expected === 'index' || !isText(text) ? undefined : jsonKind(text)) ??
    (expected === 'onnx' && isText(text) ? plainText : undefined);
  if (kind !== undefined) throw new GraphError(`This is ${kind.is}. ${kind.next}`);
}

/** Bytes below 9 are in every graph and in every header's length, and in no text. */
const isText = (text: string): boolean => !/[\u0000-\u0008\u000e-\u001f]/.test(text);

const plainText: Kind = { is: 'a text, not a model', next: 'Choose an .onnx, .safetensors or .npy file.' };

function textKind(text: string): Kind | undefined {
  const trimmed = text
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase();
  if (trimmed.startsWith('version https://git-lfs')) {
    return {
      is: 'a Git LFS pointer, not the model itself',
      next: 'Run "git lfs pull" in its repository to get the model.',
    };
  }
  if (!/^<(!doctype html|html|!--|\?xml)/.test(trimmed)) return undefined;
  return { is: 'a web page, not a model: the download went wrong', next: 'Download the file itself.' };
}

/** The dictionary of tensors is read without running what a pickle may hold. */
const saveTensors =
  'Save its tensors as safetensors in Python: state = torch.load(path, weights_only=True), then safetensors.torch.save_file(' +
  '{name: tensor.clone() for name, tensor in state.items()}, "model.safetensors"), where state is the state_dict in what was saved.';

/** A zip file names its first entry at byte 30. */
function archiveKind(text: string): Kind | undefined {
  if (text.startsWith('\x1f\x8b') || text.slice(257, 262) === 'ustar') {
    return { is: 'a compressed archive, not a model', next: 'Unpack it and choose the model in it.' };
  }
  if (!/^PK(\x03\x04|\x05\x06)/.test(text)) return undefined;
  const entry = text.slice(30, 30 + text.charCodeAt(26) + 256 * text.charCodeAt(27));
  if (/\/(data\.pkl|version|byteorder|constants\.pkl|\.\w+)$/.test(entry)) {
    return {
      is: 'a PyTorch checkpoint, a zip archive of pickled objects, which could run code: it is not opened',
      next: saveTensors,
    };
  }
  if (entry.endsWith('.npy')) {
    return { is: 'an archive of NumPy tables (.npz)', next: 'Unpack it and choose the .npy file of the token table.' };
  }
  return { is: 'a zip archive, not a model', next: 'Unpack it and choose the model in it.' };
}

const fromSource = 'Choose the .safetensors files or the .onnx model that it was made from.';

function otherFormat(start: Uint8Array, text: string): Kind | undefined {
  if (/^(GGUF|ggml|tjgg|GGML|lmgg)/.test(text)) {
    return { is: 'a GGUF or GGML model, whose tables are mostly quantized: not read', next: fromSource };
  }
  if (text.startsWith('\x89HDF\r\n\x1a\n')) {
    return {
      is: 'an HDF5 file, as Keras writes its weights',
      next: 'Save its token table in Python as a NumPy table: numpy.save("wte.npy", table), and choose that.',
    };
  }
  const tag = text.slice(4, 8);
  if (tag === 'ORTM') {
    return { is: 'a model in the ORT format, which ONNX Runtime optimized for one kind of machine', next: fromSource };
  }
  if (tag === 'TFL3') return { is: 'a TensorFlow Lite model', next: fromSource };
  // A pickle of protocol 2 to 5; a safetensors header of such a length has "{" at byte 8.
  if (start[0] === 0x80 && start[1]! >= 2 && start[1]! <= 5 && text[8] !== '{') {
    return {
      is: 'a Python pickle, such as a PyTorch checkpoint: it could run code and is not opened',
      next: saveTensors,
    };
  }
  return undefined;
}

function renamedTable(text: string): Kind | undefined {
  if (!text.startsWith('\x93NUMPY')) return undefined;
  return { is: 'a NumPy table under another name', next: 'Rename the file so that it ends in .npy.' };
}

function renamedWeights(start: Uint8Array): Kind | undefined {
  if (start[8] !== 0x7b || start[9] !== 0x22 || start.subarray(4, 8).some(byte => byte !== 0)) return undefined;
  return { is: 'a safetensors file under another name', next: 'Rename the file so that it ends in .safetensors.' };
}

function jsonKind(text: string): Kind | undefined {
  if (!/^(\u00ef\u00bb\u00bf)?\s*[[{]\s*["[{\]}\d-]/.test(text)) return undefined;
  if (/"weight_map"|"total_size"/.test(text)) {
    return {
      is: 'an index of files of weights under another name',
      next: 'The name of one for safetensors ends in .safetensors.index.json; files of other formats are not read.',
    };
  }
  if (/"model_type"|"architectures"|"_name_or_path"/.test(text)) {
    return {
      is: "a model's config.json, which holds no numbers of it",
      next: 'Choose the .safetensors file beside it, or the .safetensors.index.json.',
    };
  }
  return { is: 'JSON, not a model', next: 'Choose an .onnx, .safetensors, .safetensors.index.json or .npy file.' };
}
