/** What a tokenizer's name that nobody knows is answered with, so that whoever set the name can say where. */
export const unknownTokenizer = 'UNKNOWN_TOKENIZER';
