import { InferenceClient } from '../../src/inference/client';
import { bundleInference } from './bundleInference';

/** The embedding process of a suite, and a folder for its files. */
interface Inference {
  readonly client: InferenceClient;
  readonly folder: string;
  /** The process's bundle, for a client of one's own. */
  readonly entry: string;
}

/** One embedding process for all tests of a suite: started before them, ended after them, its folder taken away. */
export function useInference(runtime: 'native' | 'wasm' = 'native'): Inference {
  let bundle: ReturnType<typeof bundleInference>;
  let client: InferenceClient;
  before(() => {
    bundle = bundleInference(runtime);
    client = new InferenceClient(bundle.entry);
  });
  after(() => {
    client.dispose();
    bundle.dispose();
  });
  return {
    get client() {
      return client;
    },
    get folder() {
      return bundle.folder;
    },
    get entry() {
      return bundle.entry;
    },
  };
}
