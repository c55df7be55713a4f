/** Something that must be over in time. */
export interface Timed {
  /** Called when its time is up. */
  expire(): void;
}

interface Entry {
  readonly timed: Timed;
  readonly atMs: number;
  before: Entry | undefined;
  after: Entry | undefined;
  list: List | undefined;
}

/** All with the same time allowed: the one that began first is over first. */
interface List {
  first: Entry | undefined;
  last: Entry | undefined;
  timer: NodeJS.Timeout | undefined;
}

export interface Deadline {
  /** By `performance.now()`. */
  readonly atMs: number;
}

/**
 * Deadlines of many short things. One timer runs for all that have the same time allowed, and starting or ending one
 * costs a few assignments: a fetch usually ends long before its time.
 */
export interface Deadlines {
  start(timed: Timed, allowedMs: number): Deadline;
  end(deadline: Deadline): void;
}

export function createDeadlines(): Deadlines {
  const lists = new Map<number, List>();

  function expireDue(list: List): void {
    list.timer = undefined;
    const nowMs = performance.now();
    for (let first = list.first; first && first.atMs <= nowMs; first = list.first) {
      unlink(first);
      first.timed.expire();
    }
    arm(list, nowMs);
  }

  function arm(list: List, nowMs: number): void {
    if (!list.first || list.timer) return;
    // Timers may be early by less than a millisecond.
    list.timer = setTimeout(expireDue, Math.max(1, Math.ceil(list.first.atMs - nowMs)), list);
    // What runs has a connection, and that keeps the process alive.
    list.timer.unref();
  }

  return {
    start(timed, allowedMs) {
      let list = lists.get(allowedMs);
      if (!list) {
        list = { first: undefined, last: undefined, timer: undefined };
        lists.set(allowedMs, list);
      }
      const nowMs = performance.now();
      const entry: Entry = { timed, atMs: nowMs + allowedMs, before: list.last, after: undefined, list };
      if (list.last) list.last.after = entry;
      else list.first = entry;
      list.last = entry;
      arm(list, nowMs);
      return entry;
    },
    end: (deadline) => unlink(deadline as Entry),
  };
}

function unlink(entry: Entry): void {
  const { list, before, after } = entry;
  if (!list) return;
  entry.list = undefined;
  // An old entry that is garbage must not hold the next ones, or the collector takes each of them for alive.
  entry.before = entry.after = undefined;
  if (before) before.after = after;
  else list.first = after;
  if (after) after.before = before;
  else list.last = before;
}
