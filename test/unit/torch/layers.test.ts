import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseLayer, skipLayerSteps } from '../../../src/torch/layers';
import { TorchGenerator } from '../../../src/torch/random';

describe('parseLayer', () => {
  it('reads layers as notebooks write them', () => {
    const linear = { kind: 'linear', inFeatures: 3, outFeatures: 4 };
    assert.deepEqual(parseLayer('nn.Linear(3, 4, bias=False)'), { ...linear, bias: false });
    assert.deepEqual(parseLayer(' torch.nn.Linear( 3,4 , bias = True ) '), { ...linear, bias: true });
    assert.deepEqual(parseLayer('Linear(3,4)'), { ...linear, bias: true });
    assert.deepEqual(parseLayer('nn.Embedding(6, 3)'), { kind: 'embedding', rows: 6, columns: 3 });
  });

  it('says what can be read instead of anything else', () => {
    for (const text of [
      '',
      'nn.Conv2d(1, 2)',
      'nn.Linear(3)',
      'nn.Linear(3, 4',
      'nn.Embedding(3, 4, bias=False)',
      'nn.Linear(-3, 4)',
    ])
      assert.throws(() => parseLayer(text), /no layer that can be drawn. Write it as in the notebook/, text);
    assert.throws(() => parseLayer('nn.Linear(0, 4)'), /at least 1/);
    assert.throws(() => parseLayer('nn.Linear(99999999, 99999999)'), /at most 2\^32/);
  });
});

describe('skipLayerSteps', () => {
  it('leaves the generator as drawing the weights does', () => {
    const size = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(size, size, fc.constantFrom('embedding', 'linear', 'bias'), fc.boolean(), (a, b, kind, isOdd) => {
        const drawn = new TorchGenerator(5);
        const skipped = new TorchGenerator(5);
        // An odd number of normal samples leaves one that the generator keeps.
        for (const generator of [drawn, skipped]) generator.fillNormal(new Float32Array(isOdd ? 3 : 2));
        if (kind === 'embedding') drawn.fillNormal(new Float32Array(a * b));
        else drawn.fillLinear(new Float32Array(a * b + (kind === 'bias' ? b : 0)), a);
        const text =
          kind === 'embedding'
            ? `nn.Embedding(${a}, ${b})`
            : `nn.Linear(${a}, ${b}${kind === 'bias' ? '' : ', bias=False'})`;
        assert.ok([...skipLayerSteps(skipped, parseLayer(text))].length > 0);
        const [next, same] = [new Float32Array(3), new Float32Array(3)];
        drawn.fillNormal(next);
        skipped.fillNormal(same);
        assert.deepEqual(same, next);
      }),
    );
  });
});
