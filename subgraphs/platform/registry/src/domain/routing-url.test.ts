import { describe, expect, it } from '@jest/globals';
import { ROUTING_URL_LENGTH_MAX } from './limits.js';
import { checkRoutingUrl, refusePrivate } from './routing-url.js';

describe('a routing URL', () => {
  it.each([
    'http://127.0.0.1:4101/graphql',
    'https://reviews.example.com',
    'http://[::1]:4000/graphql?team=reviews',
    'http://reviews/graphql',
  ])('is kept as written: %s', (url) => {
    expect(checkRoutingUrl(url)).toEqual({ kind: 'accepted', routingUrl: url });
  });

  it.each([
    ['', 'is not an absolute URL'],
    ['/graphql', 'is not an absolute URL'],
    ['reviews.example.com/graphql', 'is not an absolute URL'],
    ['http://', 'is not an absolute URL'],
    ['ftp://example.com/', 'is neither http nor https'],
    ['file:///etc/passwd', 'is neither http nor https'],
    ['javascript:alert(1)', 'is neither http nor https'],
    ['http://user@example.com/', 'contains credentials'],
    ['https://user:secret@example.com/graphql', 'contains credentials'],
    ['http://example.com/#part', 'has a fragment'],
    [' http://example.com/', 'contains white space'],
    ['http://example.com/\n', 'contains white space'],
    ['http://exa\tmple.com/', 'contains white space'],
    [`http://example.com/${'x'.repeat(ROUTING_URL_LENGTH_MAX)}`, 'is longer than'],
  ])('is rejected: %j', (url, why) => {
    expect(checkRoutingUrl(url)).toEqual({
      kind: 'rejected',
      code: 'ROUTING_URL_INVALID',
      message: expect.stringContaining(why),
    });
  });

  it('never repeats credentials in its answer', () => {
    expect(JSON.stringify(checkRoutingUrl('https://user:secret@example.com/'))).not.toContain('secret');
  });
});

describe('refusePrivate', () => {
  const url = 'https://reviews.example/graphql';

  it('takes public addresses, and a host that nobody knows yet', () => {
    expect(refusePrivate(url, ['1.1.1.1', '2606:4700:4700::1111'])).toBeUndefined();
    expect(refusePrivate(url, [])).toBeUndefined();
  });

  it('refuses a host of which a single address is private', () => {
    expect(refusePrivate(url, ['1.1.1.1', '10.0.0.7'])).toMatchObject({
      code: 'ROUTING_URL_PRIVATE',
      message: expect.stringContaining('10.0.0.7'),
    });
  });
});
