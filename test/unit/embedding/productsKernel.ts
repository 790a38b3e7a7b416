import { compileWasm } from '../../../src/base/webAssembly';
import { productsBytes } from '../../support/kernel';

/** The kernel of embedding tables, compiled once for all tests. */
export const productsKernel = compileWasm(productsBytes());
