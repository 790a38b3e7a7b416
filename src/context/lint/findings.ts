/** What in a text costs tokens without saying anything, or is read otherwise than it looks. */
export type LintKind =
  | 'trailingBlanks'
  | 'lineEnds'
  | 'notNormalized'
  | 'invisible'
  | 'lookAlike'
  | 'specialToken'
  | 'encodedData'
  | 'blankAtEnd';

/** A replacement; offsets are UTF-16 code units of the text as it is. */
export interface LintEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface Finding {
  readonly kind: LintKind;
  readonly start: number;
  readonly end: number;
  /** What mends it, in the order of the text; none where only a person can. */
  readonly edits: readonly LintEdit[];
}

export interface LintOptions {
  /** Two blanks at the end of a line are a line break there. */
  readonly isMarkdown: boolean;
  /** The texts of the special tokens of the tokenizer. */
  readonly specialTokens: Iterable<string>;
}

/** Characters of a run of base64 or hexadecimal digits from which on it is data: a key or a hash in a text is shorter. */
const longestWord = 200;

/** Greek and Cyrillic letters that look like Latin ones. */
const lookAlikes: ReadonlyMap<string, string> = new Map(
  Array.from('АВЕКМНОРСТХаеорсухіѕјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο', (letter, at) => [
    letter,
    'ABEKMHOPCTXaeopcyxisjABEZHIKMNOPTYXo'[at]!,
  ]),
);

/** Special tokens of the tokenizers of wide-spread models, beside the present one's: another model reads them. */
const usualSpecialTokens = ['<|endoftext|>', '<|im_start|>', '<|im_end|>', '<|eot_id|>', '<|begin_of_text|>'];

/**
 * Finds what a lint of tokens tells of: in the order of the text, kind by kind.
 *
 * @example
 * findingsIn('one  \ntwo', { isMarkdown: false, specialTokens: [] }); // the blanks at 3 to 5, to be taken away
 */
export function findingsIn(text: string, { isMarkdown, specialTokens }: LintOptions): Finding[] {
  const special = [...new Set([...specialTokens, ...usualSpecialTokens])].map(escaped).join('|');
  return [
    ...matches(text, /[ \t]+(?=\r?\n)/g, 'trailingBlanks', found => (isMarkdown && found === '  ' ? undefined : '')),
    ...lineEnds(text),
    ...matches(
      text,
      /[^\p{M}\s]\p{M}+|[\u1100-\u1112][\u1161-\u1175][\u11a8-\u11c2]?|[\u212a\u212b\u2126]/gu,
      'notNormalized',
      found => {
        const normal = found.normalize('NFC');
        return normal === found ? undefined : normal;
      },
    ),
    ...matches(
      text,
      /[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u{e0001}\u{e0020}-\u{e007f}]+|(?!^)\ufeff/gu,
      'invisible',
      () => '',
    ),
    ...matches(text, /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]+/gu, 'lookAlike', latinOf),
    ...matches(text, new RegExp(special, 'g'), 'specialToken'),
    ...matches(text, new RegExp(`[A-Za-z0-9+/_-]{${longestWord},}={0,2}`, 'g'), 'encodedData'),
    ...matches(text, /[ \t]+$/g, 'blankAtEnd', () => ''),
  ];
}

/** @param mended the text in its place; nothing: it is no finding. Left out: only a person can mend it */
function* matches(
  text: string,
  pattern: RegExp,
  kind: LintKind,
  mended?: (found: string) => string | undefined,
): Generator<Finding, void, undefined> {
  for (const match of text.matchAll(pattern)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const replacement = mended?.(match[0]);
    if (mended !== undefined && replacement === undefined) continue;
    yield { kind, start, end, edits: replacement === undefined ? [] : [{ start, end, text: replacement }] };
  }
}

/** One finding for all of them: an editor changes a document's line ends as a whole. */
function lineEnds(text: string): Finding[] {
  const edits = Array.from(text.matchAll(/\r\n/g), ({ index: start }) => ({ start, end: start + 2, text: '\n' }));
  const [first] = edits;
  return first === undefined ? [] : [{ kind: 'lineEnds', start: first.start, end: first.end, edits }];
}

/** A word with Latin letters and others that look like Latin ones, in Latin letters; nothing for a word of one script. */
function latinOf(word: string): string | undefined {
  if (!/\p{Script=Latin}/u.test(word)) return undefined;
  const latin = Array.from(word, letter => lookAlikes.get(letter) ?? letter).join('');
  return latin === word || !/^\p{Script=Latin}+$/u.test(latin) ? undefined : latin;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
