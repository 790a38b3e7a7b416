// Prettier's TypeScript, but `@inline` may stand before a function, as AssemblyScript has it: the parser sees a comment in its place.
import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';

const printer = estree.printers.estree;
const decorator = '//@inline';

export const languages = [{ name: 'AssemblyScript', parsers: ['assemblyscript'] }];

export const parsers = {
  assemblyscript: {
    ...typescript.parsers.typescript,
    astFormat: 'assemblyscript',
    preprocess: text => text.replace(/^@inline$/gm, decorator),
  },
};

export const printers = {
  assemblyscript: {
    ...printer,
    printComment: (path, options) => {
      const text = options.originalText.slice(options.locStart(path.node), options.locEnd(path.node));
      return text === decorator ? '@inline' : printer.printComment(path, options);
    },
  },
};
