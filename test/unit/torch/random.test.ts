import assert from 'node:assert/strict';
import { parseSeed, TorchGenerator } from '../../../src/torch/random';
import { EpochOrder, randperm } from '../../../src/dataset/sampler';
// Printed by PyTorch 2.13.0 on the CPU: DataLoader(shuffle=True, num_workers=0) after manual_seed, and nn.Embedding weights.
import values from '../../golden/pytorch-values.json';

describe('TorchGenerator', () => {
  it('draws what MT19937 does, every word of its state included', () => {
    // The 1st, 2nd and 10,000th number of seed 5489 as published, and all 10,000 together as NumPy's RandomState draws them.
    const generator = new TorchGenerator(5489);
    const drawn = Uint32Array.from({ length: 10_000 }, () => generator.random());
    assert.deepEqual([drawn[0], drawn[1], drawn[9999]], [3499211612, 581869302, 4123659995]);
    assert.equal(drawn.reduce((all, each) => all ^ each) >>> 0, 3377458665);
    assert.equal(new TorchGenerator(5489).random64(), (3499211612n << 32n) | 581869302n);
  });

  it('drops the kept normal sample with a new seed', () => {
    const generator = new TorchGenerator(1);
    generator.fillNormal(new Float32Array(1)); // its pair is kept
    generator.manualSeed(42);
    const first = new Float32Array(1);
    generator.fillNormal(first);
    assert.equal(first[0], values.embedding[0]!.weights[0]![0]![0]);
  });

  for (const { seed, shapes, weights, ...rest } of values.embedding) {
    it(`draws the tables of nn.Embedding for seed ${seed}`, () => {
      const generator = new TorchGenerator(seed);
      shapes.forEach(([rows, columns], table) => {
        if (table === 1 && 'linear_between' in rest) generator.fillLinear(new Float32Array(12), 3);
        const drawn = new Float32Array(rows! * columns!);
        generator.fillNormal(drawn);
        const expected = weights[table]!.flat();
        const tolerance = drawn.length < 16 ? 0 : 5e-7;
        drawn.forEach((value, i) =>
          assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${value} is not ${expected[i]}`),
        );
      });
    });
  }

  it('draws the same in steps as at once', () => {
    const [whole, stepped] = [new Float32Array(600_007), new Float32Array(600_007)];
    new TorchGenerator(3).fillNormal(whole);
    let steps = 0;
    for (const done of new TorchGenerator(3).fillNormalSteps(stepped)) {
      steps++;
      assert.ok(done <= stepped.length);
    }
    assert.ok(steps > 4);
    assert.deepEqual(stepped, whole);
  });

  it('takes 64-bit seeds, and names what is none', () => {
    assert.equal(parseSeed('18446744073709551615'), 2n ** 64n - 1n);
    assert.equal(parseSeed(-1), -1n);
    for (const wrong of ['', '1.5', 'abc', '18446744073709551616', '-9223372036854775809'])
      assert.throws(() => parseSeed(wrong), RangeError);
  });
});

describe('a generator that passes over numbers', () => {
  it('draws on as if it had drawn them, and so does its copy', () => {
    for (const count of [0, 1, 623, 624, 625, 2000]) {
      const [drawn, skipped] = [new TorchGenerator(9), new TorchGenerator(9)];
      for (let i = 0; i < 3 + count; i++) drawn.random();
      skipped.skip(3);
      skipped.skip(count);
      const copy = skipped.copy();
      const next = drawn.random64();
      assert.deepEqual([skipped.random64(), copy.random64()], [next, next], `after ${count}`);
    }
  });
});

describe('the order of an epoch', () => {
  for (const { seed, n, batch, drop_last: dropLast, epochs } of values.dataloader) {
    it(`is that of DataLoader(shuffle=True) for seed ${seed}, ${n} samples, drop_last=${dropLast}`, () => {
      epochs.forEach((expected, index) => {
        const order = [...new EpochOrder(n, { seed: BigInt(seed), epoch: index + 1 }).all()];
        const batches = [];
        for (let i = 0; i < n; i += batch) batches.push(order.slice(i, i + batch));
        if (dropLast && batches.at(-1)!.length < batch) batches.pop();
        assert.deepEqual(batches, expected);
      });
    });
  }

  it('is that which PyTorch 1.9.0 printed for seed 1', () => {
    // Source: the output in https://github.com/pytorch/pytorch/pull/63026.
    const printed = [14, 13, 12, 8, 3, 17, 7, 6, 10, 1, 4, 0, 19, 18, 16, 15, 5, 9, 11, 2];
    assert.deepEqual([...new EpochOrder(20, { seed: 1n, epoch: 1 }).all()], printed);
  });

  for (const sampler of ['global', 'generator', 'distributed'] as const)
    it(`is the same as far as it is drawn as when all of it is: ${sampler}`, () => {
      for (const n of [1, 2, 3, 700, 5000, 100_000]) {
        const part = new EpochOrder(n, { seed: 123n, epoch: 2, sampler });
        const all = new EpochOrder(n, { seed: 123n, epoch: 2, sampler }).all();
        for (const place of [0, 40, 7, 699, 3000, 4095]) assert.equal(part.at(place), all[place], `${place} of ${n}`);
        assert.equal(part.at(n - 1), all[n - 1]);
        assert.equal(part.at(n), undefined);
        assert.equal(part.at(0), all[0]);
      }
    });

  it('holds every number once, and draws one number fewer than there are', () => {
    const [shuffled, drawn] = [new TorchGenerator(5), new TorchGenerator(5)];
    assert.deepEqual(
      [...randperm(700, shuffled)].sort((a, b) => a - b),
      [...Array(700).keys()],
    );
    for (let i = 0; i < 699; i++) drawn.random();
    assert.equal(shuffled.random(), drawn.random());
  });
});
