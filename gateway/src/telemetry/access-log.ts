import type { GatewayListener } from './listener.js';

/** One line per request. */
export function accessLog(log: { info(facts: object, message: string): void }): GatewayListener {
  return {
    requestEnded({ durationMs, ...event }) {
      log.info({ ...event, durationMs: Math.round(durationMs * 10) / 10 }, 'graphql request');
    },
  };
}
