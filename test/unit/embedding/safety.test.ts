import assert from 'node:assert/strict';
import { GraphError } from '../../../src/embedding/graphError';
import { inspectGraph } from '../../../src/embedding/graphInspection';
import { readOnnxModel } from '../../../src/embedding/onnxModel';
import { bytesSource } from '../../../src/formats/byteSource';
import { checkModelIsSafe, type ExternalFile } from '../../../src/embedding/safety';
import { floats, onnxModel, type ModelSpec, type TensorSpec } from '../../support/onnxGraph';

const inputs = [{ name: 'ids', type: 7, dims: ['b', 's'] }];
const outputs = [{ name: 'out', type: 1, dims: ['b', 's', 4] }];
const gather = { op: 'Gather', inputs: ['t', 'ids'], outputs: ['out'] };
const table = floats('t', [3, 4], new Float32Array(12));

function check(spec: Partial<ModelSpec>): ExternalFile[] {
  const bytes = onnxModel({ nodes: [gather], initializers: [table], inputs, outputs, ...spec });
  return checkModelIsSafe(readOnnxModel(bytesSource(bytes)), bytes.length);
}
const external = (entries: Record<string, string>): ExternalFile[] =>
  check({ initializers: [{ name: 't', dims: [3, 4], external: entries }] });
const refuses = (run: () => unknown, message: RegExp): void =>
  assert.throws(run, error => error instanceof GraphError && message.test(error.message));

describe('checkModelIsSafe', () => {
  it('lets a plain graph and weights in its own folder pass', () => {
    assert.deepEqual(check({}), []);
    assert.deepEqual(external({ location: 'w.data', offset: '65536', length: '48' }), [
      { location: 'w.data', end: 65584 },
    ]);
    assert.deepEqual(external({ location: 'sub/w.data' }), [{ location: 'sub/w.data', end: 48 }]);
  });

  const locations: [string, RegExp][] = [
    ['/etc/passwd', /absolute/],
    ['\\\\host\\share\\x', /absolute/],
    ['C:\\x', /drive/],
    ['c:x', /drive/],
    ['..', /leads out/],
    ['sub/../../x', /leads out/],
    ['sub\\..\\x', /leads out/],
    ['sub\\x', /plain relative/],
    ['sub//x', /plain relative/],
    ['*/_ORT_MEM_ADDR_/*', /characters/],
    ['a\0b', /characters/],
    ['', /missing/],
  ];
  for (const [location, message] of locations) {
    it(`refuses weights at ${JSON.stringify(location)}`, () => refuses(() => external({ location }), message));
  }

  it('refuses such weights in an attribute too', () => {
    const tensor = { name: 'c', dims: [1], external: { location: '../x' } };
    refuses(() => check({ nodes: [{ op: 'Constant', inputs: [], outputs: ['out'], tensor }] }), /leads out/);
  });

  it('refuses negative and impossible offsets and lengths', () => {
    refuses(() => external({ location: 'w', offset: '-1' }), /offset "-1"/);
    refuses(() => external({ location: 'w', length: '-48' }), /length "-48"/);
    refuses(() => external({ location: 'w', offset: '9007199254740990' }), /impossible offset/);
  });

  it('refuses dimensions that do not fit the bytes', () => {
    const withTable = (tensor: Partial<TensorSpec>) => (): unknown =>
      check({ initializers: [{ ...table, ...tensor }] });
    refuses(withTable({ dims: [3, 5] }), /needs 60 bytes but holds 48/);
    refuses(withTable({ dims: [-3, -4] }), /impossible dimensions/);
    // The product wraps to 4 in 64 bits.
    refuses(withTable({ dims: [4194305, 4194305, 211106198978564] }), /impossible dimensions/);
    refuses(() => external({ location: 'w', length: '40' }), /needs 48 bytes but names 40/);
    const { name } = table;
    refuses(() => check({ initializers: [{ name, dims: [1000, 1000] }] }), /cannot be inside/);
    refuses(withTable({ dataType: 99 }), /unknown element type 99/);
  });

  it('refuses custom operators', () =>
    refuses(() => check({ nodes: [{ ...gather, domain: 'com.evil' }] }), /custom domain "com.evil"/));

  for (const op of ['Loop', 'If', 'Scan']) {
    it(`refuses ${op}`, () =>
      refuses(() => check({ nodes: [{ ...gather, op }] }), new RegExp(`"${op}" holds another`)));
  }

  it('refuses graphs inside any node', () =>
    refuses(() => check({ nodes: [{ ...gather, hasGraph: true }] }), /holds another graph/));

  it('refuses more nodes than can be traced in time', () =>
    refuses(() => check({ nodes: new Array<typeof gather>(20_001).fill(gather) }), /more than 20000 nodes/));

  it('refuses functions and sparse tensors', () => {
    refuses(() => check({ hasFunction: true }), /functions/);
    refuses(() => check({ hasSparse: true }), /sparse/);
    refuses(() => check({ nodes: [{ ...gather, hasSparse: true }] }), /sparse/);
  });
});

describe('a damaged model', () => {
  it('is read whole, or refused with a GraphError, whatever byte is wrong', () => {
    const nodes = [
      gather,
      { op: 'Gather', inputs: ['p', 'where'], outputs: ['q'] },
      { op: 'Add', inputs: ['out', 'q'], outputs: ['sum'] },
    ];
    const external = { name: 'p', dims: [3, 4], external: { location: 'w.data', offset: '0', length: '48' } };
    const where = { name: 'where', type: 7, dims: ['s'] };
    const model = onnxModel({ nodes, initializers: [table, external], inputs: [...inputs, where], outputs });
    let state = 1;
    let refused = 0;
    for (let round = 0; round < 10_000; round++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const damaged = model.slice();
      damaged[(state >>> 8) % damaged.length]! ^= 1 << (state >>> 29);
      try {
        const info = readOnnxModel(bytesSource(damaged));
        for (const { location } of checkModelIsSafe(info, damaged.length)) assert.doesNotMatch(location, /^[/\\]|\.\./);
        inspectGraph(info);
      } catch (error) {
        assert.ok(error instanceof GraphError, String(error));
        refused++;
      }
    }
    assert.ok(refused > 1000 && refused < 10_000, `${refused}`);
  });
});
