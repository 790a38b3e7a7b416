import {
  arrayOf,
  isBoolean,
  isFloat32Array,
  isInteger,
  isNothing,
  isNumber,
  isOneOf,
  isString,
  isUint32Array,
  isUint8Array,
  object,
  optional,
  recordOf,
  type Validated,
} from '../base/validator';
import { method } from '../rpc/method';
import { graphCardMessage, oneHotMessage } from './inference';
import { projection, statisticsMessage } from './vectorMaths';

const output = isOneOf('token', 'position', 'input');
/** Grows by one with each new set of vectors; an answer for another revision than the view's is nothing. */
const revision = isInteger(0);

/** Rows from `first` to before `last`. */
const rowSpan = object({ first: isInteger(0), last: isInteger(0) });
export type RowSpan = Validated<typeof rowSpan>;

export const vectorsSnapshot = object({
  status: isOneOf('loading', 'ready', 'failed', 'closed'),
  title: isString,
  tokenizer: isString,
  /** One sentence about the graph: its name, or that it is untrained and from which seed. */
  graph: isString,
  untrained: isBoolean,
  /** Where the numbers of the trained table that ships with Tokenscope come from; left out for another. */
  source: optional(isString),
  card: optional(graphCardMessage),
  /** Which ids of the tokenizer the graph has no vector for, if any. */
  graphWarning: optional(isString),
  /** Why there is nothing to show, and what to do; while loading, what is waited for. */
  message: optional(isString),
  /** What is true of these vectors and may surprise. */
  warnings: arrayOf(isString),
  /** The number of the first token, of all tokens of the document, and of the part of it that pages go through. */
  first: isInteger(0),
  total: isInteger(0),
  from: isInteger(0),
  to: isInteger(0),
  /** Tokens on a page: the graph's context length. */
  pageLength: isInteger(1),
  sequence: isInteger(0),
  hidden: isInteger(0),
  outputs: arrayOf(output),
  /** The end of the colour scale, the same for all outputs. */
  scale: isNumber,
  ids: isUint32Array,
  texts: recordOf(isString),
  /** Commands about graphs that there are. */
  commands: arrayOf(isString),
  revision,
});
export type VectorsSnapshot = Validated<typeof vectorsSnapshot>;
export type VectorOutputName = VectorsSnapshot['outputs'][number];

export const vectorRows = object({
  token: optional(isFloat32Array),
  position: optional(isFloat32Array),
  input: optional(isFloat32Array),
});
export type VectorRows = Validated<typeof vectorRows>;

export const neighboursAnswer = object({
  /** Present: why there is no answer, and where in the expression it goes wrong. */
  problem: optional(object({ message: isString, offset: optional(isInteger(0)) })),
  /** What was searched for. */
  terms: arrayOf(object({ sign: isOneOf(1, -1), ids: isUint32Array })),
  ids: isUint32Array,
  scores: isFloat32Array,
  considered: isInteger(0),
  texts: recordOf(isString),
});
export type NeighboursAnswer = Validated<typeof neighboursAnswer>;

export const projectionAnswer = object({
  /** The token of each point. */
  ids: isUint32Array,
  /** The row in view of each point, the first one where a point stands for several; empty where there are none. */
  rows: isUint32Array,
  /** How often each point's token occurs in view. */
  counts: isUint32Array,
  texts: recordOf(isString),
  /** Points x `dimensions`. */
  coordinates: isFloat32Array,
  dimensions: isInteger(1),
  explained: optional(isFloat32Array),
});
export type ProjectionAnswer = Validated<typeof projectionAnswer>;

/** Files that the panel writes: the person chooses where. */
export const savedFile = object({
  what: isOneOf('projection', 'neighbours', 'similarity', 'vectors'),
  kind: isOneOf('png', 'svg', 'tsv'),
  bytes: isUint8Array,
});
export type SavedFile = Validated<typeof savedFile>;

export const graphCommands = [
  'tokenscope.selectGraph',
  'tokenscope.createGraph',
  'tokenscope.exportGraph',
  'tokenscope.selectTokenizer',
] as const;

export const vectorsHostMethods = {
  ready: method(object({}), isNothing),
  /** `count` rows of `hidden` values each. */
  rows: method(object({ revision, first: isInteger(0), count: isInteger(1, 400) }), optional(vectorRows)),
  /** Of each row in view, and of each dimension over them. */
  statistics: method(object({ revision, output }), optional(statisticsMessage)),
  /** Selects the text of a row's token in the editor. */
  reveal: method(object({ revision, row: isInteger(0) }), isNothing),
  /** The pointer is at a row: marks its token in the editor and in other panels, and moves neither; nothing ends the mark. */
  point: method(object({ revision, row: optional(isInteger(0)) }), isNothing),
  /** Shows the page that begins with this token; without one, the first page of the whole document. */
  page: method(object({ first: optional(isInteger(0)) }), isNothing),
  /** The text that is selected in the editor; nothing without a selection. */
  selectedText: method(object({}), optional(isString)),
  neighbours: method(
    object({
      revision,
      expression: isString,
      metric: isOneOf('cosine', 'euclidean'),
      count: isInteger(1, 1000),
      filter: isString,
    }),
    optional(neighboursAnswer),
    isNumber,
  ),
  similarity: method(
    object({ revision, output }),
    optional(object({ values: isFloat32Array, size: isInteger(0) })),
    isNumber,
  ),
  /** Of the vectors in view or, with `ids`, of these rows of the token table. */
  project: method(
    object({ revision, output, ids: optional(isUint32Array), projection }),
    optional(projectionAnswer),
    isNumber,
  ),
  oneHot: method(object({ revision, first: isInteger(0), count: isInteger(1, 16) }), optional(oneHotMessage)),
  copy: method(object({ text: isString }), isNothing),
  /** Whether it was saved: the person may think better of it. */
  save: method(savedFile, isBoolean),
  command: method(object({ command: isOneOf(...graphCommands) }), isNothing),
  /** Uses the trained table that ships with Tokenscope, or an untrained graph. */
  useTable: method(object({ table: isOneOf('trained', 'untrained') }), isNothing),
  retry: method(object({}), isNothing),
  /** Opens the step of the walkthrough about this panel. */
  walkthrough: method(object({}), isNothing),
  reopen: method(object({}), isNothing),
} as const;
export type VectorsHostMethods = typeof vectorsHostMethods;

export const vectorsViewMethods = {
  update: method(vectorsSnapshot, isNothing),
  /** The row of the token at the cursor of the editor; nothing if it is not in view. */
  cursor: method(object({ row: optional(isInteger(0)) }), isNothing),
  /** The rows of the tokens that the pointer is at in another panel; nothing if none of them is in view. */
  pointed: method(object({ rows: optional(rowSpan) }), isNothing),
} as const;
export type VectorsViewMethods = typeof vectorsViewMethods;
