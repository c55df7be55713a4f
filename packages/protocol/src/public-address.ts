import ipaddr from 'ipaddr.js';

/**
 * An address at which anybody on the internet could be: no loopback, link-local (where clouds keep their metadata),
 * private or shared range, and none that only wraps one of these (IPv4-mapped, NAT64, 6to4, Teredo). False for what is
 * no address.
 */
export function isPublicAddress(text: string): boolean {
  return isAddress(text) && ipaddr.process(text).range() === 'unicast';
}

/** As resolvers and the URL parser write it: without the short and octal forms that the library reads as well. */
const isAddress = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

/** Where `localhost` and every name below it lead, whatever a resolver says (RFC 6761, 6.3). */
const LOOPBACK = '127.0.0.1';

/**
 * The address that a URL names by number, as its parser reads it (`http://0x7f.1` is 127.0.0.1); undefined when it names
 * a host, whose addresses only a resolver knows.
 */
export function literalAddressOf({ hostname }: URL): string | undefined {
  const host = hostname.replace(/^\[|\]$|\.$/g, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return LOOPBACK;
  return isAddress(host) ? host : undefined;
}
