import { ERROR_CODES } from '@kontor/protocol';
import type { Reason } from '../failure.js';
import { summaryOf } from '../output/check.js';
import type { TakenSubgraph } from './decide.js';
import type { DevEvent } from './events.js';

/** An event as `data` of an envelope; `event` names it. Pure. */
export function dataOf(event: DevEvent): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case 'composed': {
      const { hash, subgraphs, hints, changes, because, tookMs } = event;
      return { event: 'composed', hash, subgraphs: subgraphs.map(briefly), changes, because, tookMs, hints };
    }
    case 'refused': {
      const { problems, because, serving } = event;
      return {
        event: 'refused',
        problems,
        because,
        serving: serving && { hash: serving.hash, since: serving.since.toISOString() },
      };
    }
    case 'trouble': {
      const { trouble } = event;
      const { source, reason } = trouble;
      return trouble.kind === 'stale'
        ? { event: 'peer-stale', source, since: trouble.since.toISOString(), reason }
        : { event: 'peer-missing', source, reason };
    }
    case 'started':
    case 'mended':
    case 'peer-back':
    case 'process-down':
    case 'process-up':
    case 'file-read':
    case 'file-refused': {
      const { kind, ...facts } = event;
      return { event: kind, ...facts };
    }
  }
}

/** What the envelope says is wrong: only of what stops the developer's own change. */
export function errorOf(event: DevEvent): Reason | null {
  switch (event.kind) {
    case 'refused':
      return {
        code: 'COMPOSITION_REFUSED',
        message: `The subgraphs do not compose: ${summaryOf(event.problems)}.`,
        fix: ERROR_CODES.COMPOSITION_REFUSED.fix,
      };
    case 'file-refused':
      return event.reason;
    default:
      return null;
  }
}

const briefly = ({ name, url, from }: TakenSubgraph) => ({ name, routingUrl: url, from });
