import { basename, join } from 'node:path';
import { inferenceMethods } from '../protocol/inference';
import { serve } from '../rpc/server';
import { checkIds, createSession, runEmbedding } from './embedding';
import { cardMessage, tableMessage } from './cardMessage';
import { exportGraph } from './exportGraph';
import { KeptRuns } from './keptRuns';
import { MathsThread } from './mathsThread';
import { formatOf } from './fileFormat';
import { readModelFile, readTables } from './modelFile';
import { compareOneHot } from './oneHot';
import { BufferFile } from './bufferFile';
import { processPort } from './processPort';
import { readPackedVectors } from './packedVectors';
import { loadRuntime } from './runtime';
import { writeSeededGraph } from './seededGraph';
import { Sessions } from './sessions';

if (process.send === undefined) throw new Error('The embedding process must be forked with an IPC channel');

// Without its parent the process has no one to answer.
process.on('disconnect', () => process.exit(0));

const sessions = new Sessions(async file => createSession(await loadRuntime(), file));
const runs = new KeptRuns(async (file, ids, kinds) => {
  // Packed tables are read without ONNX Runtime, which takes its time to load.
  if (file.isPacked) return readPackedVectors(file, ids, kinds);
  const runtime = await loadRuntime();
  return sessions.with(file, session => runEmbedding(runtime, session, file.card, ids, kinds));
});
const mathsEntry = join(__dirname, 'maths.js');
const searching = new MathsThread(mathsEntry);
// A picture may take a minute; a search should not wait for its longer steps.
const projecting = new MathsThread(mathsEntry);

// The descriptors after the channel's, in the order in which the parent hands them over.
const [incoming, outgoing] = [4, 5].map((descriptor, i) => BufferFile.inherited(descriptor, process.argv[2 + i]));

// Every request looks whether the model's files are still the same, so that a changed one is never mistaken for the old.
serve(processPort(process, { incoming, outgoing }), inferenceMethods, {
  neighbours: searching.handlers.neighbours,
  similarity: async ({ points }, context) =>
    searching.handlers.similarity({ points: await runs.pointsOf(points) }, context),
  statistics: async ({ points }, context) =>
    searching.handlers.statistics({ points: await runs.pointsOf(points) }, context),
  project: async ({ points, projection }, context) =>
    projecting.handlers.project({ points: await runs.pointsOf(points), projection }, context),
  alive: () => undefined,
  open: async ({ path, overrides }) => {
    const file = readModelFile(path, overrides);
    if (file.isPacked) return { card: cardMessage(file, basename(path), 'native') };
    await sessions.with(file, () => Promise.resolve());
    return { card: cardMessage(file, basename(path), (await loadRuntime()).kind) };
  },
  tables: ({ path }) => readTables(path).map(table => tableMessage(table, formatOf(path), basename(path))),
  oneHot: async ({ path, overrides, ids }, { token }) => {
    const file = readModelFile(path, overrides);
    return compareOneHot(await loadRuntime(), file, ids, token);
  },
  exportGraph: async ({ path, overrides, ...target }, { token, progress }) => {
    const file = readModelFile(path, overrides);
    const context = { token, progress };
    const kinds = ['token', 'position'] as const;
    if (file.isPacked) {
      const read = (ids: Uint32Array) => Promise.resolve(readPackedVectors(file, ids, kinds));
      return { bytes: await exportGraph(file, read, target, context) };
    }
    const runtime = await loadRuntime();
    const bytes = await sessions.with(file, session =>
      exportGraph(file, ids => runEmbedding(runtime, session, file.card, ids, kinds), target, context),
    );
    return { bytes };
  },
  writeSeededGraph: (params, { token, progress }) => writeSeededGraph(params, token, progress),
  run: async ({ path, overrides, ids, outputs }) => {
    const file = readModelFile(path, overrides);
    checkIds(file.card, ids);
    return runs.vectors(file, ids, outputs);
  },
});
