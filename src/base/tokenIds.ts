/** A text that holds something else than ids; where it stands, in UTF-16 units. */
export class TokenIdsError extends Error {
  override readonly name = 'TokenIdsError';

  constructor(
    readonly text: string,
    readonly offset: number,
  ) {
    super(`"${text}" at character ${offset + 1} is no token id`);
  }
}

const highestId = 0xffffffff;
/** What may stand around ids and between them: brackets, commas, white space, and the names that tensors and arrays are printed with. */
const around =
  /[\s,;[\](){}]+|\b(?:torch\.)?tensor\b|\b(?:np\.|numpy\.)?array\b|\bdtype=[\w.]+|\bdevice='[\w:]*'|\bUint32Array\b|\bids\b\s*[:=]|"ids"\s*:/y;
const number = /\d[\d_]*(?![\w.])/y;

/**
 * The token ids of a text in any form that people copy: a list of Python or JSON, a tensor as PyTorch prints it, ids with blanks or commas
 * between them.
 *
 * @throws TokenIdsError for the first part that is neither an id nor stands around ids
 * @example
 * parseTokenIds('tensor([[464, 3797]])'); // [464, 3797]
 */
export function parseTokenIds(text: string): Uint32Array {
  const ids: number[] = [];
  for (let at = 0; at < text.length;) {
    around.lastIndex = number.lastIndex = at;
    const skipped = around.exec(text)?.[0].length ?? 0;
    if (skipped > 0) {
      at += skipped;
      continue;
    }
    const found = number.exec(text)?.[0];
    const id = Number(found?.replaceAll('_', ''));
    if (found === undefined || !(id <= highestId)) {
      const wrong = /^[^\s,;[\](){}]{1,40}/.exec(text.slice(at))?.[0] ?? text[at]!;
      throw new TokenIdsError(wrong, at);
    }
    ids.push(id);
    at += found.length;
  }
  return Uint32Array.from(ids);
}

export const idForms = ['list', 'json', 'tensor', 'plain'] as const;
export type IdForm = (typeof idForms)[number];

/**
 * Ids as somebody pastes them elsewhere.
 *
 * @example writeTokenIds([464, 3797], 'tensor') // 'torch.tensor([464, 3797])'
 */
export function writeTokenIds(ids: ArrayLike<number>, form: IdForm): string {
  const list = Array.from(ids);
  switch (form) {
    case 'list':
      return `[${list.join(', ')}]`;
    case 'json':
      return JSON.stringify(list);
    case 'tensor':
      return `torch.tensor([${list.join(', ')}])`;
    case 'plain':
      return list.join(' ');
  }
}
