import { basename, join } from 'node:path';
import { vectorKinds, type GraphCard } from '../embedding/graphCard';
import { inferenceMethods, type GraphCardMessage } from '../protocol/inference';
import { serve } from '../rpc/server';
import { checkIds, createSession, runEmbedding } from './embedding';
import { MathsThread } from './mathsThread';
import { readModelFile } from './modelFile';
import { processPort } from './processPort';
import { loadRuntime } from './runtime';
import { Sessions } from './sessions';

if (process.send === undefined) throw new Error('The embedding process must be forked with an IPC channel');

// Without its parent the process has no one to answer.
process.on('disconnect', () => process.exit(0));

const sessions = new Sessions(async file => createSession(await loadRuntime(), file));
const maths = new MathsThread(join(__dirname, 'maths.js'));

function cardMessage(path: string, name: string, card: GraphCard): GraphCardMessage {
  const { vocabularySize, hiddenSize, contextLength, fixedLength, opset, seed } = card;
  return {
    path,
    name,
    vocabularySize,
    hiddenSize,
    contextLength,
    fixedLength,
    idsInput: card.idsInput.name,
    positionInput: card.positionInput?.name,
    outputs: vectorKinds.filter(kind => card.outputs[kind] !== undefined),
    opset,
    seed,
  };
}

// Every request reads the model's structure again, a few milliseconds at most, so that a changed file is never mistaken for the old.
serve(processPort(process), inferenceMethods, {
  ...maths.handlers,
  open: async ({ path }) => {
    const file = readModelFile(path);
    await sessions.with(file, () => Promise.resolve());
    return { card: cardMessage(file.path, basename(path), file.card) };
  },
  run: async ({ path, ids, outputs }) => {
    const file = readModelFile(path);
    checkIds(file.card, ids);
    const runtime = await loadRuntime();
    return sessions.with(file, session => runEmbedding(runtime, session, file.card, ids, outputs));
  },
});
