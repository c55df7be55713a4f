import type { IncomingHttpHeaders } from 'node:http';
import type { HeaderRule } from './header-rules.js';

/**
 * A text that is equal for two requests only if every subgraph gets the same of both: the value of every header that
 * some rule names, whichever subgraphs and names the rule is for, and what the hook that authenticates adds.
 */
export function headerSameness(
  rules: readonly HeaderRule[],
  client: IncomingHttpHeaders,
  authenticated: Readonly<Record<string, string>>,
): string {
  const facts: unknown[] = [perHopNames(client), authenticated];
  for (const rule of rules) {
    switch (rule.kind) {
      case 'named':
        facts.push(Object.hasOwn(client, rule.name) ? client[rule.name] : null);
        break;
      case 'matching':
        facts.push(Object.entries(client).filter(([name]) => rule.pattern.test(name)));
        break;
    }
  }
  return JSON.stringify(facts);
}

/** It may name headers that go no further. */
const perHopNames = ({ connection = '' }: IncomingHttpHeaders): string =>
  /^(?:close|keep-alive)?$/i.test(connection) ? '' : connection;
