import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Bytes of the heap that are not worth a collection: twice what the process has when it starts. */
const keptHeap = 2 ** 26;

let heapAfterLast = 0;
let collect: (() => void) | undefined;

/**
 * Gives the memory back that reading a large structure took. V8 collects while it allocates; a process that goes on to wait keeps what it
 * last needed, which for a header of 16 MB is 300 MB. Does nothing unless the heap has doubled since.
 */
export function collectGarbage(): void {
  if (getHeapStatistics().total_heap_size < Math.max(keptHeap, 2 * heapAfterLast)) return;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
  // The second gives the pages back that the first emptied.
  collect();
  heapAfterLast = getHeapStatistics().total_heap_size;
}
