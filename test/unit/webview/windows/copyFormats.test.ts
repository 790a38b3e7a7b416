import assert from 'node:assert/strict';
import { formatLines, textOfTokens, type CopiedLine } from '../../../../src/webview/windows/copyFormats';

const input = (ids: number[], texts: string[]): CopiedLine => ({ kind: 'input', ids, texts });
const target = (ids: number[], texts: string[]): CopiedLine => ({ kind: 'target', ids, texts });
const lines = [
  input([40, 367], ['I', ' H']),
  target([367, 2885], [' H', 'AD']),
  input([1807, 3619], [' thought', ' Jack']),
  target([3619, 402], [' Jack', ' G']),
];
const inputs = lines.filter(({ kind }) => kind === 'input');

describe('selected cells for the clipboard', () => {
  it('are text as the tokens say it, a line for each input or target', () => {
    assert.equal(formatLines(lines, 'text'), 'I H\n HAD\n thought Jack\n Jack G');
  });

  it('are tensors as PyTorch prints them, inputs and targets apart', () => {
    assert.equal(formatLines(inputs, 'tensor'), 'tensor([[  40,  367],\n        [1807, 3619]])');
    assert.equal(
      formatLines(lines, 'tensor'),
      [
        'inputs = tensor([[  40,  367],',
        '                 [1807, 3619]])',
        'targets = tensor([[ 367, 2885],',
        '                  [3619,  402]])',
      ].join('\n'),
    );
  });

  it('of one line are a vector, as an item of a dataset is', () => {
    assert.equal(formatLines(lines.slice(1, 2), 'tensor'), 'tensor([367, 2885])');
  });

  it('of one target beside several inputs have one shape with them', () => {
    assert.equal(
      formatLines([lines[0]!, lines[1]!, lines[2]!], 'tensor'),
      'inputs = tensor([[  40,  367],\n                 [1807, 3619]])\ntargets = tensor([[ 367, 2885]])',
    );
    assert.equal(formatLines(lines.slice(0, 2), 'tensor'), 'inputs = tensor([40, 367])\ntargets = tensor([367, 2885])');
  });

  it('are ids where ids are what is seen', () => {
    assert.equal(formatLines(lines.slice(0, 2), 'ids'), '40 367\n367 2885');
  });

  it('are JSON that reads back', () => {
    assert.deepEqual(JSON.parse(formatLines(lines.slice(0, 1), 'json')), [[40, 367]]);
    assert.deepEqual(JSON.parse(formatLines(lines, 'json')), {
      inputs: [
        [40, 367],
        [1807, 3619],
      ],
      targets: [
        [367, 2885],
        [3619, 402],
      ],
    });
  });
});

describe('the text of tokens', () => {
  it('joins the bytes of a character that is split over tokens', () => {
    assert.equal(textOfTokens([' so', ' <0xF0><0x9F>', '<0x99><0x82>', '!']), ' so 🙂!');
  });

  it('shows bytes that are no character by its replacement', () => {
    assert.equal(textOfTokens(['a', '<0xF0>']), 'a\uFFFD');
  });
});
