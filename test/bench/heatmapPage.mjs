// What runs in the page that heatmap.bench.ts opens: the host of the vectors panel, which answers a few milliseconds later, and a thumb
// that is dragged from top to bottom.
/* global window, document, requestAnimationFrame */

const rows = 1024;
const hidden = 768;

const random = length => Float32Array.from({ length }, () => Math.random() - 0.5);
const table = (name, count) => ({
  ...{ name, type: 'float32', rows: count, columns: hidden, where: 'inside', file: 'm.onnx', bytes: 4 },
});
const card = {
  ...{ path: 'm.onnx', name: 'm.onnx', vocabularySize: 50257, hiddenSize: hidden, contextLength: rows },
  ...{ idsInput: 'ids', outputs: [], opset: 17, format: 'onnx', fileSize: 1, producer: '', guesses: [] },
  ...{ tokenTable: table('wte', 50257), positionTable: table('wpe', rows), positions: 'learned' },
  ...{ declaredInputs: [], declaredOutputs: [], runtime: 'native' },
};
const ids = Uint32Array.from({ length: rows }, (_, i) => (i * 7919) % 50257);
const snapshot = {
  ...{ status: 'ready', title: 'a.txt', tokenizer: 'gpt2', graph: 'm.onnx', untrained: false, card, warnings: [] },
  ...{ first: 0, total: rows, from: 0, to: rows, pageLength: rows, sequence: rows, hidden, scale: 0.5 },
  ...{ outputs: ['token', 'position', 'input'], ids, commands: [], revision: 1 },
  texts: Object.fromEntries(Array.from(ids, id => [id, ` token${id}`])),
};

function rowsOf({ first, count }) {
  const size = Math.min(count, rows - first) * hidden;
  return { token: random(size), position: random(size), input: random(size) };
}

window.acquireVsCodeApi = () => ({
  getState: () => undefined,
  setState: () => undefined,
  postMessage: ({ kind, id, method, params }) => {
    if (kind !== 'request') return;
    const result = method === 'rows' ? rowsOf(params) : undefined;
    setTimeout(() => window.postMessage({ kind: 'reply', id, result }, '*'), 5);
    if (method === 'ready') window.postMessage({ kind: 'request', id: 0, method: 'update', params: snapshot }, '*');
  },
});

/** Milliseconds from each of so many frames to the next. */
window.scrollThrough = async frames => {
  const grid = document.querySelector('.grid');
  const next = () => new Promise(resolve => requestAnimationFrame(resolve));
  for (let i = 0; i < 30; i++) await next();
  const step = (grid.scrollHeight - grid.clientHeight) / frames;
  const times = [];
  let last = await next();
  for (let frame = 1; frame <= frames; frame++) {
    grid.scrollTop = frame * step;
    const now = await next();
    times.push(now - last);
    last = now;
  }
  return times;
};
