/**
 * What package.json contributes, as types: an id that is not in the manifest does not compile, and a test compares the two both ways.
 */
export const commandIds = [
  'tokenscope.selectTokenizer',
  'tokenscope.makeWordTokenizer',
  'tokenscope.trainTokenizer',
  'tokenscope.trainAgain',
  'tokenscope.trainOnWorkspace',
  'tokenscope.bringTokenizer',
  'tokenscope.saveTokenizer',
  'tokenscope.watchMerges',
  'tokenscope.guessSplit',
  'tokenscope.compareTokenizers',
  'tokenscope.compareOverFolder',
  'tokenscope.showUnknownWords',
  'tokenscope.searchVocabulary',
  'tokenscope.showDecodedText',
  'tokenscope.idsToText',
  'tokenscope.copyTokenIds',
  'tokenscope.goToToken',
  'tokenscope.cutIntoPieces',
  'tokenscope.toggleHighlighting',
  'tokenscope.toggleTokenIds',
  'tokenscope.previewWindows',
  'tokenscope.toggleWindowsInEditor',
  'tokenscope.openCorpus',
  'tokenscope.exportWindows',
  'tokenscope.copyAsPyTorch',
  'tokenscope.copyAsRayData',
  'tokenscope.showVectors',
  'tokenscope.selectGraph',
  'tokenscope.createGraph',
  'tokenscope.exportGraph',
  'tokenscope.useTokenizer',
  'tokenscope.setBudget',
  'tokenscope.goToBudgetLimit',
  'tokenscope.showAgentReading',
  'tokenscope.countFolders',
  'tokenscope.refreshFolders',
  'tokenscope.filterFolders',
  'tokenscope.exportFolderCounts',
] as const;
export type CommandId = (typeof commandIds)[number];

/** The context key that is true once a command has done what it is for; it completes steps of the walkthrough. */
export const doneContext = (command: CommandId): string => `${command}.done`;

/** A limit of the setting `budgets`; the units are those of `context/budget`. */
export interface BudgetSetting {
  readonly tokens?: number | undefined;
  readonly bytes?: number | undefined;
  readonly characters?: number | undefined;
  readonly lines?: number | undefined;
  /** The share of the limit from which on the status bar warns. */
  readonly warnAt?: number | undefined;
}

/** Settings with the type of their value. The key is the part after `tokenscope.`. */
export interface Settings {
  readonly tokenizer: string;
  readonly specialTokens: 'encode' | 'text' | 'error';
  readonly highlighting: boolean;
  readonly tokenIds: boolean;
  readonly maximumTokenIdsPerLine: number;
  readonly hover: 'whenShown' | 'always' | 'never';
  readonly budgets: Readonly<Record<string, BudgetSetting>>;
  readonly agents: Readonly<Record<string, unknown>>;
  readonly explorerBadges: boolean;
  readonly lint: 'agentFiles' | 'always' | 'never';
  readonly 'statusBar.template': string;
  /** The name of a command. */
  readonly 'statusBar.click':
    'selectTokenizer' | 'toggleHighlighting' | 'setBudget' | 'previewWindows' | 'goToBudgetLimit';
  readonly 'windows.maxLength': number;
  readonly 'windows.stride': number;
  readonly 'windows.batchSize': number;
  readonly 'windows.dropLast': boolean;
  readonly 'windows.shuffle': boolean;
  readonly 'windows.seed': number;
  readonly 'embedding.graph': string;
  readonly 'embedding.overrides': Readonly<Record<string, unknown>>;
  readonly 'embedding.seed': number;
  readonly 'embedding.vocabularySize': number;
  readonly 'embedding.hiddenSize': number;
  readonly 'embedding.contextLength': number;
  readonly 'embedding.positions': 'learned' | 'sinusoidal' | 'rotary' | 'none';
  readonly 'embedding.layersBefore': Readonly<Record<string, unknown>>;
}
export type SettingId = keyof Settings;

/** The defaults of package.json, used where a setting has a value of the wrong type. */
export const settingDefaults: Settings = {
  tokenizer: 'gpt2',
  specialTokens: 'encode',
  highlighting: false,
  tokenIds: false,
  maximumTokenIdsPerLine: 60,
  hover: 'whenShown',
  budgets: {},
  agents: {},
  explorerBadges: false,
  lint: 'agentFiles',
  'statusBar.template': '',
  'statusBar.click': 'selectTokenizer',
  'windows.maxLength': 4,
  'windows.stride': 1,
  'windows.batchSize': 1,
  'windows.dropLast': true,
  'windows.shuffle': false,
  'windows.seed': 123,
  'embedding.graph': '',
  'embedding.overrides': {},
  'embedding.seed': 123,
  'embedding.vocabularySize': 0,
  'embedding.hiddenSize': 256,
  'embedding.contextLength': 1024,
  'embedding.positions': 'learned',
  'embedding.layersBefore': {},
};

/** The cycle of token backgrounds, then the marks of special tokens and ids. */
export const tokenColorIds = [
  'tokenscope.token1',
  'tokenscope.token2',
  'tokenscope.token3',
  'tokenscope.token4',
] as const;
/** Tints of training windows in the text, neighbours apart, and the mark of a window's last target. */
export const windowColorIds = ['tokenscope.window1', 'tokenscope.window2', 'tokenscope.windowTarget'] as const;
/** Tints of tokens that are an input, the stronger the more often, and of those that never are. */
export const coverageColorIds = ['tokenscope.heat', 'tokenscope.uncovered'] as const;
/** What is shown of a budget in the text. */
export const budgetColorIds = ['tokenscope.budgetLimit'] as const;
export const colorIds = [
  ...tokenColorIds,
  'tokenscope.specialToken',
  'tokenscope.tokenId',
  ...windowColorIds,
  ...coverageColorIds,
  ...budgetColorIds,
] as const;

/** The walkthrough, as VS Code names it, and its steps. */
export const walkthrough = 'tokenscope.tokenscope#workingWithText';
export const walkthroughSteps = ['count', 'tokens', 'windows', 'corpus', 'vectors'] as const;

export const viewTypes = {
  windows: 'tokenscope.windows',
  vectors: 'tokenscope.vectors',
  merges: 'tokenscope.merges',
  split: 'tokenscope.split',
  compare: 'tokenscope.compare',
} as const;

/** The container of the activity bar, and its views. */
export const viewContainer = 'tokenscope';
export const viewIds = ['tokenscope.folders', 'tokenscope.agentFiles', 'tokenscope.tokenizers'] as const;
