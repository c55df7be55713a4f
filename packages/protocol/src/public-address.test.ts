import { describe, expect, it } from '@jest/globals';
import { isPublicAddress, literalAddressOf } from './public-address.js';

describe('a public address', () => {
  it.each(['1.1.1.1', '93.184.215.14', '2606:4700:4700::1111', '::ffff:1.1.1.1'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    ['loopback', '127.0.0.1', '127.255.255.254', '::1'],
    ['this host', '0.0.0.0', '::'],
    ['private', '10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ['unique local', 'fc00::1', 'fd12:3456::1'],
    ['link-local, metadata of clouds', '169.254.169.254', 'fe80::1', 'fe80::1%eth0'],
    ['shared', '100.64.0.1'],
    ['multicast and broadcast', '224.0.0.1', 'ff02::1', '255.255.255.255'],
    ['reserved', '240.0.0.1', '192.0.2.1', '198.18.0.1', '2001:db8::1'],
    [
      'IPv4 in IPv6',
      '::ffff:127.0.0.1',
      '::ffff:a9fe:a9fe',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:0:1::',
    ],
    ['no address', '', 'localhost', '1.2.3', '127.0.0.1.'],
  ])('is not %s', (_, ...addresses) => {
    expect(addresses.filter(isPublicAddress)).toEqual([]);
  });
});

describe('the address that a URL names', () => {
  it.each([
    ['http://127.0.0.1/', '127.0.0.1'],
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://0177.0.0.01/', '127.0.0.1'],
    ['http://127.1./', '127.0.0.1'],
    ['http://１２７.0.0.1/', '127.0.0.1'],
    ['http://[::ffff:127.0.0.1]:80/', '::ffff:7f00:1'],
    ['http://localhost./', '127.0.0.1'],
    ['http://a.localhost/', '127.0.0.1'],
    ['http://localhost.example/', undefined],
  ])('of %s is %s', (url, address) => {
    expect(literalAddressOf(new URL(url))).toBe(address);
  });
});
