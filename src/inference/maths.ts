import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { BoundedCache } from '../base/boundedCache';
import { compileWasm } from '../base/webAssembly';
import { axesOf } from '../embedding/axes';
import { neighbourSteps, queryVector, unknownNorms } from '../embedding/neighbours';
import { pcaSteps } from '../embedding/principalComponents';
import { similaritySteps } from '../embedding/similarity';
import { statisticsSteps, tableStatisticsSteps } from '../embedding/statistics';
import { matrixOf, rowsSteps, type EmbeddingTable, type Matrix } from '../embedding/table';
import type { GraphSourceMessage } from '../protocol/graphSource';
import {
  mathsMethods,
  type PointsMessage,
  type ProjectedMessage,
  type ProjectionMessage,
} from '../protocol/vectorMaths';
import type { RequestContext } from '../rpc/method';
import { serve } from '../rpc/server';
import { threadPort } from '../rpc/threadPort';
import { readModelFile } from './modelFile';
import { runSteps } from './steps';
import { openTable, type TableName } from './tableFile';
import { umapSteps } from './umap';

if (parentPort === null) throw new Error('The maths of embedding tables must be started as a worker thread');

const kernel = compileWasm(readFileSync(join(__dirname, 'products.wasm')));

/** Norms of the tables that were searched last, by everything that tells one state of a table from another. */
const normsOfTables = new BoundedCache<string, Float64Array>(4);

async function withTable<T>(
  { path, overrides }: GraphSourceMessage,
  name: TableName,
  use: (table: EmbeddingTable, norms: Float64Array) => T | Promise<T>,
): Promise<T> {
  const file = readModelFile(path, overrides);
  const table = openTable(file, name);
  try {
    const key = JSON.stringify([file.path, file.version, file.card.tables[name]]);
    const norms = normsOfTables.get(key) ?? unknownNorms(table);
    normsOfTables.set(key, norms);
    return await use(table, norms);
  } finally {
    table.close();
  }
}

/** Looking up is not the work that is asked for: it reports nothing, and can be cancelled. */
function matrixFrom(points: PointsMessage, { token }: Pick<RequestContext<number>, 'token'>): Matrix | Promise<Matrix> {
  if (points.from === 'vectors') return matrixOf(points.values, points.columns);
  return withTable(points, points.table, table =>
    runSteps(rowsSteps(table, points.ids), { token, progress: () => undefined }),
  );
}

async function project(
  points: PointsMessage,
  projection: ProjectionMessage,
  context: RequestContext<number>,
): Promise<ProjectedMessage> {
  const matrix = await matrixFrom(points, context);
  if (projection.kind === 'axes') {
    return { coordinates: axesOf(matrix, projection.axes), dimensions: projection.axes.length };
  }
  const { dimensions } = projection;
  if (projection.kind === 'umap') {
    return { coordinates: await runSteps(umapSteps(kernel, matrix, projection), context), dimensions };
  }
  const { coordinates, explained, components } = await runSteps(pcaSteps(kernel, matrix, projection), context);
  return { coordinates, dimensions, explained, components };
}

serve(threadPort(parentPort, 'The process of the embedding'), mathsMethods, {
  neighbours: ({ path, overrides, table: name, terms, vector, ...options }, context) =>
    withTable({ path, overrides }, name, (table, norms) =>
      runSteps(neighbourSteps(kernel, table, vector ?? queryVector(table, terms), { ...options, norms }), context),
    ),
  project: ({ points, projection }, context) => project(points, projection, context),
  similarity: async ({ points }, context) => {
    const matrix = await matrixFrom(points, context);
    return { size: matrix.rows, values: await runSteps(similaritySteps(kernel, matrix), context) };
  },
  statistics: async ({ points }, { token }) => {
    const matrix = await matrixFrom(points, { token });
    return runSteps(statisticsSteps(matrix), { token, progress: () => undefined });
  },
  tableStatistics: ({ table: name, ...source }, context) =>
    withTable(source, name, table => runSteps(tableStatisticsSteps(table), context)),
});
