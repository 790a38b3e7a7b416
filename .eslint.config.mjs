import tseslint from 'typescript-eslint';

const restricted = [
  { selector: 'ExportDefaultDeclaration', message: 'Export by name.' },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Random numbers are seeded (torch/random) or cryptographic (node:crypto).',
  },
];

// What VS Code draws links and icons in is shown by one module, which takes our own words and foreign texts apart.
const showing =
  '/^(show(Error|Warning|Information)Message|withProgress|showQuickPick|createQuickPick|showInputBox|createInputBox|setStatusBarMessage|createStatusBarItem|createWebviewPanel|createOutputChannel|MarkdownString)$/';
const raw = [
  `MemberExpression[property.name=${showing}]`,
  `MemberExpression[property.value=${showing}]`,
  `MemberExpression[property.quasis.0.value.cooked=${showing}]`,
  `ObjectPattern > Property[key.name=${showing}]`,
  `ObjectPattern > Property[key.value=${showing}]`,
  `ImportDeclaration[source.value='vscode'] > ImportSpecifier[imported.name=${showing}]`,
].map(selector => ({
  selector,
  message: 'Use host/messages: a text from outside must not become a link or an icon.',
}));

export default tseslint.config(
  // AssemblyScript is a language of its own: its compiler, which the build runs, says what is wrong there.
  { ignores: ['dist/', 'out/', '.vscode-test/', 'node_modules/', 'src/*/kernel/'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/webview/tsconfig.json', './test/unit/webview/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Typed arrays are indexed inside proven bounds everywhere here; `!` costs nothing at run time, a check would.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/prefer-for-of': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/naming-convention': [
        'error',
        { selector: 'interface', format: ['PascalCase'], custom: { regex: '^I[A-Z]', match: false } },
      ],
      'no-restricted-syntax': ['error', ...restricted],
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/host/messages.ts'],
    rules: { 'no-restricted-syntax': ['error', ...restricted, ...raw] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: ['describe', 'it'].map(name => ({ from: 'package', package: 'mocha', name })) },
      ],
    },
  },
  { files: ['**/*.mjs'], rules: { eqeqeq: ['error', 'always'] } },
);
