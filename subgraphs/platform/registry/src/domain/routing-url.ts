import { isPublicAddress } from '@kontor/protocol';
import { ROUTING_URL_LENGTH_MAX } from './limits.js';
import { reject, type Rejection } from './rejection.js';

/**
 * Where the gateway may send fetches: an absolute http or https URL without credentials (it is readable by everybody
 * who may read the supergraph) and without a fragment (which never leaves a client). Returns it unchanged, because
 * what the publisher wrote is what they will look for.
 */
export function checkRoutingUrl(text: string): { kind: 'accepted'; routingUrl: string } | Rejection {
  const wrong = whyNot(text);
  return wrong === undefined
    ? { kind: 'accepted', routingUrl: text }
    : reject('ROUTING_URL_INVALID', `The routing URL ${wrong}.`);
}

function whyNot(text: string): string | undefined {
  if (text.length > ROUTING_URL_LENGTH_MAX) return `is longer than ${ROUTING_URL_LENGTH_MAX} characters`;
  // The URL parser strips these silently, so the gateway would call something else than was written.
  if (/[\s\p{Cc}]/u.test(text)) return 'contains white space or control characters';
  const url = URL.parse(text);
  if (!url) return 'is not an absolute URL';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return 'is neither http nor https';
  if (url.username !== '' || url.password !== '') return 'contains credentials';
  if (url.hash !== '') return 'has a fragment (#…)';
  return undefined;
}

/** May a publish name a URL at these addresses, where only public ones are taken? Says which one is not. */
export function refusePrivate(routingUrl: string, addresses: readonly string[]): Rejection | undefined {
  const hidden = addresses.find((address) => !isPublicAddress(address));
  return hidden === undefined
    ? undefined
    : reject(
        'ROUTING_URL_PRIVATE',
        `The routing URL ${routingUrl} is at ${hidden}, which is no public address.`,
      );
}
