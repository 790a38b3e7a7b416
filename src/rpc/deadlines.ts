/** A call whose answer is awaited. */
export interface Awaited {
  /** The other side is at work on it: its time begins anew. */
  heard(): void;
  /** It settled. The time of those that waited for their turn after it begins anew. */
  settled(): void;
  /** Whether no other was asked earlier and is still without an answer. */
  readonly isFirst: boolean;
}

/**
 * The time that each call to one thread has. The thread takes calls in the order in which they are sent, and one that blocks it holds up
 * all later ones; so a call's time begins when it is sent, and anew whenever an earlier one settles. With one time for all, the call
 * that blocks is then the first to miss its own.
 *
 * @example
 * const deadlines = new Deadlines();
 * const slow = deadlines.begin(90_000, () => console.log('slow gave no answer'));
 * const next = deadlines.begin(90_000, () => console.log('next gave none'));
 * slow.settled(); // from now on next has its 90 seconds
 */
export class Deadlines {
  readonly #calls = new Set<Call>();

  /** @param missed called once, after `milliseconds` in which nothing was heard */
  begin(milliseconds: number, missed: () => void): Awaited {
    const calls = this.#calls;
    const call: Call = new Call(milliseconds, () => {
      this.#restartLater(call);
      missed();
    });
    calls.add(call);
    return {
      heard: () => call.restart(),
      settled: () => {
        this.#restartLater(call);
        calls.delete(call);
        call.stop();
      },
      get isFirst() {
        return calls.values().next().value === call;
      },
    };
  }

  #restartLater(call: Call): void {
    let isLater = false;
    for (const each of this.#calls) {
      if (isLater) each.restart();
      if (each === call) isLater = true;
    }
  }
}

class Call {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly milliseconds: number,
    private readonly missed: () => void,
  ) {
    this.#start();
  }

  restart(): void {
    if (this.#timer !== undefined) this.#start();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.missed();
    }, this.milliseconds);
  }
}
