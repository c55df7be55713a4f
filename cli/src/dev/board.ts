import type { GoodSchemas, OfferedSubgraph, Sighting, SourceFacts } from './facts.js';
import { isSameOffer, isSameSighting } from './facts.js';
import type { KeptSchemas } from './kept-schemas.js';

/**
 * Where all sources write down what they see, and where the rounds read it. Tells when something is new; the same again
 * only freshens the time of what was good.
 */
export interface Board {
  add(source: Pick<SourceFacts, 'name' | 'kind'>, report: { keep: boolean }): Promise<SourceSlot>;
  /** Those that were seen (or missed) at least once. */
  facts(): readonly SourceFacts[];
  /** Of what was known when composing began, these schemas are part of something that composed. */
  composed(
    facts: readonly SourceFacts[],
    taken: readonly { from: string }[],
    troubled: ReadonlySet<string>,
  ): Promise<void>;
  /** Writes down when what is good was last confirmed. */
  close(): Promise<void>;
}

export interface SourceSlot {
  report(sighting: Sighting): void;
  /** It is no longer one. */
  remove(): void;
}

interface Entry {
  readonly name: string;
  readonly kind: SourceFacts['kind'];
  readonly keep: boolean;
  newest: Sighting | undefined;
  good: GoodSchemas | undefined;
  dirty: boolean;
}

export interface BoardOptions {
  readonly kept: KeptSchemas;
  /** `name` says or shows something new. */
  readonly onNews: (name: string) => void;
  readonly onNotKept: (error: Error) => void;
  readonly now?: () => Date;
}

export function createBoard({ kept, onNews, onNotKept, now = () => new Date() }: BoardOptions): Board {
  const entries = new Map<string, Entry>();

  async function keep(entry: Entry): Promise<void> {
    if (!entry.keep || !entry.dirty || entry.good === undefined) return;
    entry.dirty = false;
    await kept.write(entry.name, entry.good).catch(onNotKept);
  }

  function report(entry: Entry, sighting: Sighting): void {
    const before = entry.newest;
    if (before !== undefined && isSameSighting(before, sighting)) {
      confirm(entry, sighting);
      return;
    }
    entry.newest = sighting;
    confirm(entry, sighting);
    onNews(entry.name);
  }

  /** Still says what is known to be good: since when it is not asked, only until when. */
  function confirm(entry: Entry, sighting: Sighting): void {
    if (sighting.kind !== 'seen' || entry.good === undefined) return;
    if (!isSameOffer(sighting.subgraphs, entry.good.subgraphs)) return;
    setGood(entry, sighting.subgraphs);
  }

  function setGood(entry: Entry, subgraphs: readonly OfferedSubgraph[]): void {
    entry.good = { subgraphs, at: now() };
    entry.dirty = true;
  }

  return {
    async add({ name, kind }, { keep: keepIt }) {
      const good = keepIt ? await kept.read(name) : undefined;
      const entry: Entry = { name, kind, keep: keepIt, newest: undefined, good, dirty: false };
      entries.set(name, entry);
      return {
        report(sighting) {
          if (entries.get(name) === entry) report(entry, sighting);
        },
        remove() {
          if (entries.get(name) !== entry) return;
          entries.delete(name);
          onNews(name);
        },
      };
    },
    facts: () =>
      [...entries.values()].flatMap(({ name, kind, newest, good }) =>
        newest === undefined ? [] : [{ name, kind, newest, good }],
      ),
    async composed(facts, taken, troubled) {
      const used = new Set(taken.map(({ from }) => from));
      for (const { name, kind, newest } of facts) {
        const entry = entries.get(name);
        if (!entry?.keep || entry.kind !== kind || troubled.has(name) || newest.kind !== 'seen') continue;
        // A graph of which every subgraph is overridden has proved nothing, and harmed nothing.
        if (used.has(name) || kind === 'graph') setGood(entry, newest.subgraphs);
      }
      await Promise.all([...entries.values()].map(keep));
    },
    async close() {
      await Promise.all([...entries.values()].map(keep));
    },
  };
}
