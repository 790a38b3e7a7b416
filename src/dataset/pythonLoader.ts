import type { LoaderOptions } from './windows';

/** The lines of a script that make a loader over `dataset` and bring it to the epoch that is asked for. */
interface PythonLoader {
  /** What to import from `torch.utils.data`. */
  readonly imports: string;
  /** Statements, with their newlines. */
  readonly make: string;
  /** Statements before the loop over the loader, with their newlines; empty if there are none. */
  readonly begin: string;
}

export const pythonBoolean = (value: boolean): string => (value ? 'True' : 'False');

/** The same order came with this version; before it, the shuffle drew from the global generator itself. */
const sameOrder = '# PyTorch 1.9 and later shuffle in this order.\n';
/** From this version on the sampler draws a second, empty rest of an order at the end of an epoch. */
const sameLaterOrder = '# PyTorch 1.11 and later shuffle in this order.\n';

/**
 * A `DataLoader` with a loader's parameters. An epoch after the first draws those before it, as training would.
 *
 * @example
 * pythonLoader({ ...options, shuffle: true, seed: 123n, epoch: 1 }).begin; // 'torch.manual_seed(123)\n'
 */
export function pythonLoader(options: LoaderOptions): PythonLoader {
  const { shuffle, seed, epoch, sampler, worldSize = 1, rank = 0 } = options;
  const parameters = (order: string): string => `dataloader = DataLoader(
    dataset,
    batch_size=${options.batchSize},
    ${order},
    drop_last=${pythonBoolean(options.dropLast)},
    num_workers=0,
)
`;
  if (sampler === 'distributed')
    return {
      imports: 'DataLoader, Dataset, DistributedSampler',
      make: `sampler = DistributedSampler(
    dataset, num_replicas=${worldSize}, rank=${rank}, shuffle=${pythonBoolean(shuffle)}, seed=${seed.toString()}
)
${parameters('sampler=sampler')}`,
      begin: `${shuffle ? sameOrder : ''}sampler.set_epoch(${epoch - 1})  # epoch ${epoch}: PyTorch's examples count from 0\n`,
    };
  const imports = 'DataLoader, Dataset';
  const order = `shuffle=${pythonBoolean(shuffle)}`;
  if (!shuffle) return { imports, make: parameters(order), begin: '' };
  const earlier = (comment: string, body: string): string =>
    epoch > 1 ? `for _ in range(${epoch - 1}):  # the epochs before this one, ${comment}\n    ${body}\n` : '';
  if (sampler === 'generator')
    return {
      imports,
      make: `generator = torch.Generator().manual_seed(${seed.toString()})\n${parameters(`${order},\n    generator=generator`)}`,
      begin: `${epoch > 1 ? sameLaterOrder : sameOrder}${earlier('each to its end, where the sampler draws once more', 'list(dataloader)')}`,
    };
  return {
    imports,
    make: parameters(order),
    begin: `${sameOrder}torch.manual_seed(${seed.toString()})\n${earlier('each with a shuffle of its own', 'next(iter(dataloader))')}`,
  };
}
