import { isInteger, isString, object, optional, taggedUnion, type Validated, type Validator } from '../base/validator';

const anything: Validator<unknown> = value => value;
const id = isInteger(0);

/** From the asker to the answerer. */
export const requestMessage = taggedUnion('kind', {
  request: object({ id, method: isString, params: anything }),
  cancel: object({ id }),
});

/** From the answerer to the asker. */
export const replyMessage = taggedUnion('kind', {
  progress: object({ id, value: anything }),
  reply: object({ id, result: anything }),
  error: object({ id, error: object({ name: isString, message: isString, code: optional(isString) }) }),
});

export type RequestMessage = Validated<typeof requestMessage>;
export type ReplyMessage = Validated<typeof replyMessage>;

const requestKinds = new Set<unknown>(['request', 'cancel']);
const replyKinds = new Set<unknown>(['progress', 'reply', 'error']);

/** Both directions may share a port: each side takes only the kinds that are meant for it. */
export function isRequestKind(message: unknown): boolean {
  return typeof message === 'object' && message !== null && requestKinds.has((message as { kind?: unknown }).kind);
}

export function isReplyKind(message: unknown): boolean {
  return typeof message === 'object' && message !== null && replyKinds.has((message as { kind?: unknown }).kind);
}
