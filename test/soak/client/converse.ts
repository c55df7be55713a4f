import type { Circumstances, HttpAnswer } from '../check/check.js';
import { check } from '../check/check.js';
import type { Expectations } from '../check/expectations.js';
import type { Exchange, Turn } from '../plan/exchange.js';
import { violate, type Tally } from '../run/tally.js';
import type { Generations } from '../run/swaps.js';
import type { Times } from '../check/mutations.js';
import { abort } from './aborts.js';
import type { Wire } from './wire.js';

export interface ConverseParts {
  readonly port: number;
  readonly expectations: Expectations;
  readonly tally: Tally;
  readonly generations: () => Generations;
  /** Codes that mutations may fail with, if a subgraph was restarted since then. */
  readonly excusedSince: (sentAtMs: number) => readonly string[];
  /** What clients know of their mutations, by token. */
  readonly mutations: Map<number, Times>;
}

/** Plays one exchange, and looks at every answer that is complete. */
export async function converse(exchange: Exchange, wire: Wire, parts: ConverseParts): Promise<void> {
  const { delivery, turns, mutates, number } = exchange;
  if (mutates) parts.mutations.set(number, 'at most once');
  const sent = { atMs: performance.now(), oldest: parts.generations().oldest };
  const look = (turn: Turn, answer: HttpAnswer): string | undefined =>
    lookAt(exchange, turn, answer, sent, parts);
  const [first] = turns;
  if (!first) return;
  switch (delivery.kind) {
    case 'abort': {
      parts.tally.aborts += 1;
      const answer = await abort(parts.port, { message: first.message, ...delivery });
      if (answer) look(first, answer);
      return;
    }
    case 'split': {
      const { message } = first;
      look(first, await wire.ask(message.subarray(0, delivery.at), message.subarray(delivery.at)));
      return;
    }
    case 'pipelined': {
      const answers = await Promise.all(turns.map(({ message }) => wire.ask(message)));
      for (const [at, turn] of turns.entries()) {
        const answer = answers[at];
        if (answer) look(turn, answer);
      }
      return;
    }
    case 'kept': {
      let refusedWith: string | undefined;
      for (const turn of turns) {
        if (turn.onlyAfter !== undefined && turn.onlyAfter !== refusedWith) continue;
        sent.oldest = parts.generations().oldest;
        refusedWith = look(turn, await wire.ask(turn.message));
      }
    }
  }
}

/** Returns the code of a refusal. */
function lookAt(
  { kind, user, mutates, number }: Exchange,
  turn: Turn,
  answer: HttpAnswer,
  sent: { readonly atMs: number; readonly oldest: number },
  { expectations, tally, generations, excusedSince, mutations }: ConverseParts,
): string | undefined {
  tally.answers += 1;
  const excused = mutates ? excusedSince(sent.atMs) : [];
  const circumstances: Circumstances = {
    user,
    oldest: sent.oldest,
    newest: generations().newest,
    mutates,
    excused,
  };
  const { finding, refusedWith } = check(turn.expected, answer, circumstances, expectations);
  if (finding !== undefined) violate(tally, `${kind} ${number}: ${finding}`);
  if (refusedWith !== undefined) tally.refusedWith[refusedWith] = (tally.refusedWith[refusedWith] ?? 0) + 1;
  if (mutates && excused.length === 0) mutations.set(number, 'once');
  return refusedWith;
}
