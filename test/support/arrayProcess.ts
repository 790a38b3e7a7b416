import { isFloat32Array, isInteger, object, optional } from '../../src/base/validator';
import { BufferFile } from '../../src/inference/bufferFile';
import { processPort } from '../../src/inference/processPort';
import { method } from '../../src/rpc/method';
import { serve } from '../../src/rpc/server';

/** Requests about arrays, large and small, to a process that is forked for tests. */
export const arrayMethods = {
  /** Each number twice, of an array that stands somewhere inside the message. */
  double: method(
    object({ inner: object({ values: isFloat32Array, more: optional(isFloat32Array) }) }),
    object({ inner: object({ values: isFloat32Array, more: optional(isFloat32Array) }), count: isInteger(0) }),
  ),
  fail: method(object({ values: isFloat32Array }), isInteger(0)),
  wait: method(object({ values: isFloat32Array }), isInteger(0)),
  /** How many requests to wait were cancelled. */
  cancelled: method(object({}), isInteger(0)),
  die: method(object({}), isInteger(0)),
};

const twice = (values: Float32Array): Float32Array => values.map(value => 2 * value);

if (process.send !== undefined && require.main === module) {
  process.on('disconnect', () => process.exit(0));
  let cancelled = 0;
  const [incoming, outgoing] = [4, 5].map((descriptor, i) => BufferFile.inherited(descriptor, process.argv[2 + i]));
  serve(processPort(process, { incoming, outgoing }), arrayMethods, {
    double: ({ inner: { values, more } }) => ({
      inner: { values: twice(values), ...(more === undefined ? {} : { more: twice(more) }) },
      count: values.length,
    }),
    fail: ({ values }) => {
      throw new RangeError(`${values.length} numbers are too many`);
    },
    wait: (_, { token }) =>
      new Promise(resolve =>
        token.onCancellationRequested(() => {
          cancelled++;
          resolve(0);
        }),
      ),
    cancelled: () => cancelled,
    die: () => process.exit(3),
  });
}
