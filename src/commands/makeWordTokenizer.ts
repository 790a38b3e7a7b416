import type * as vscode from 'vscode';
import { legible } from '../base/foreignText';
import type { DocumentFollower } from '../host/documentFollower';
import { ask, choose, foreign, say, showDone, type Choice, type Message } from '../host/messages';
import { writeSetting } from '../host/settings';
import { titleOf } from '../host/documentTitle';
import type { TokenizerClient } from '../worker/client';
import { followedId } from './followedId';

interface Kind extends Choice {
  readonly version: 1 | 2;
  readonly hasFurther?: boolean;
}

const count = new Intl.NumberFormat('en-US');
/** UTF-16 units of a document's name that go into the tokenizer's. */
const longestTitle = 60;
/** The other special tokens that the chapter lists. */
const chapterTokens = '[UNK] [PAD] [BOS] <|startoftext|> [EOS] [SEP] [CLS] [MASK]';

const kinds: readonly Kind[] = [
  {
    label: say`SimpleTokenizerV2`,
    detail: say`Counts a word that it does not have as <|unk|>, and has <|endoftext|>`,
    version: 2,
  },
  {
    label: say`SimpleTokenizerV1`,
    detail: say`Fails at a word that it does not have: KeyError`,
    version: 1,
  },
  {
    label: say`SimpleTokenizerV2 with further special tokens...`,
    detail: say`Such as [PAD] and [MASK], after <|endoftext|> and <|unk|>`,
    version: 2,
    hasFurther: true,
  },
];

/** Makes the chapter's word tokenizer from a document, and shows the document with it. */
export async function makeWordTokenizer(
  document: vscode.TextDocument,
  client: TokenizerClient,
  follower: DocumentFollower,
): Promise<void> {
  const title = say`Make Word Tokenizer from ${titleOf(document)}`;
  const kind = await choose(kinds, { title });
  if (kind === undefined) return;
  const specialTokens = kind.hasFurther === true ? await askSpecialTokens(title) : [];
  if (specialTokens === undefined) return;
  const { version } = kind;
  const made = await client.call('makeWords', {
    document: followedId(follower, document),
    name: `words V${version} of ${legible(titleOf(document), longestTitle)}`,
    version,
    specialTokens,
  });
  await writeSetting('tokenizer', made.name, document);
  showDone(say`Made ${made.name}: ${count.format(made.vocabularySize)} tokens`);
}

async function askSpecialTokens(title: Message): Promise<string[] | undefined> {
  const answer = await ask({
    title,
    prompt: say`Special tokens, with blanks between them. Their ids follow those of <|endoftext|> and <|unk|>.`,
    value: chapterTokens,
    problemOf: typed => (tokensIn(typed).length > 100 ? foreign('Enter at most 100 special tokens.') : undefined),
  });
  return answer === undefined ? undefined : tokensIn(answer);
}

const tokensIn = (typed: string): string[] => typed.split(/\s+/).filter(token => token !== '');
