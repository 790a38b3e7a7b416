import assert from 'node:assert/strict';
import { checkFileStart, type ExpectedFile } from '../../../src/embedding/fileStart';
import { GraphError } from '../../../src/embedding/graphError';
import { writeNpyHeader } from '../../../src/formats/npy';
import { onnxModel } from '../../support/onnxGraph';
import { safetensors } from '../../support/weightFiles';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));
/** A zip archive's first entry. */
const zip = (entry: string): string => {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 'latin1');
  header.writeUInt16LE(entry.length, 26);
  return header.toString('latin1') + entry;
};
const table = { dtype: 'F32', shape: [1, 1], bytes: new Uint8Array(4) } as const;

describe('checkFileStart', () => {
  const kinds: [name: string, start: string, message: RegExp][] = [
    ['nothing', '', /empty\. Download it again/],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid', /Git LFS pointer.*git lfs pull/],
    ['a web page', '\n<!DOCTYPE html><title>404', /web page.*Download the file itself/],
    ['a PyTorch checkpoint', zip('archive/data.pkl'), /PyTorch checkpoint, a zip archive.*save_file/],
    ['an .npz', zip('wte.npy'), /NumPy tables \(\.npz\)\. Unpack it/],
    ['a zip archive', zip('model/readme.md'), /zip archive, not a model\. Unpack it/],
    ['a pickle', '\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.', /Python pickle.*weights_only=True/],
    ['a pickle of protocol 4', '\x80\x04\x95\x10\0\0\0\0\0\0\0}\x94', /Python pickle/],
    ['GGUF', 'GGUF\x03\0\0\0', /GGUF.*Choose the \.safetensors/],
    ['HDF5', '\x89HDF\r\n\x1a\n\0\0', /HDF5.*numpy\.save/],
    ['ORT', '\x18\0\0\0ORTM\0\0', /ORT format.*\.onnx model that it was made from/],
    ['TensorFlow Lite', '\x1c\0\0\0TFL3\0\0', /TensorFlow Lite/],
    ['a compressed archive', '\x1f\x8b\x08\0', /compressed archive.*Unpack/],
    ['config.json', '{\n  "architectures": ["OPTModel"],', /config\.json, which holds no numbers.*beside it/],
    ['other JSON', '[1, 2]', /JSON, not a model\. Choose/],
    ['an index under another name', '{"metadata": {"total_size": 7}', /index.*ends in \.safetensors\.index\.json/],
  ];
  for (const [name, start, message] of kinds) {
    it(`says what ${name} is, and what to do`, () => {
      for (const expected of ['onnx', 'safetensors'] as const) {
        assert.throws(
          () => checkFileStart(bytes(start), expected),
          (error: Error) => {
            assert.ok(error instanceof GraphError);
            assert.match(error.message, message);
            return true;
          },
        );
      }
    });
  }

  it('says when a name ends wrongly', () => {
    assert.throws(() => checkFileStart(writeNpyHeader({ type: 'f4', shape: [1, 1] })), /ends in \.npy/);
    assert.throws(() => checkFileStart(safetensors({ a: table })), /ends in \.safetensors/);
    assert.throws(() => checkFileStart(bytes('# My model\n')), /This is a text, not a model/);
  });

  it('lets models, weights and indices pass', () => {
    const passes = (start: Uint8Array, expected: ExpectedFile): void =>
      checkFileStart(start.subarray(0, 512), expected);
    passes(onnxModel({ nodes: [], inputs: [], outputs: [] }), 'onnx');
    passes(writeNpyHeader({ type: 'f4', shape: [1, 1] }), 'npy');
    passes(bytes('{"metadata": {"total_size": 7}, "weight_map": {'), 'index');
    // Headers of every length, whose first bytes are those of pickles, brackets and blanks among them.
    for (let length = 40; length < 2000; length++) passes(safetensors({ ['x'.repeat(length)]: table }), 'safetensors');
  });
});
