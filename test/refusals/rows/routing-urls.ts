import { refused, type Row } from '../row.js';
import { asking } from '../send/rows.js';
import { publishing } from './platform.js';

/** Loopback, private, link-local and what wraps or disguises them. */
const PRIVATE = [
  'http://127.0.0.1/graphql',
  'http://127.1/graphql',
  'http://2130706433/graphql',
  'http://0x7f.0.0.1/graphql',
  'http://0177.0.0.1/graphql',
  'http://0/graphql',
  'http://0.0.0.0:4001/graphql',
  'http://10.0.0.1/graphql',
  'http://172.16.0.1/graphql',
  'http://192.168.0.1/graphql',
  'http://100.64.0.1/graphql',
  'http://169.254.169.254/latest/meta-data',
  'http://[::1]/graphql',
  'http://[::]/graphql',
  'http://[fe80::1]/graphql',
  'http://[fd00::1]/graphql',
  'http://[::ffff:127.0.0.1]/graphql',
  'http://[::ffff:7f00:1]/graphql',
  'http://[64:ff9b::7f00:1]/graphql',
  'http://[2002:7f00:1::]/graphql',
  'http://localhost/graphql',
  'http://LOCALHOST./graphql',
];

const INVALID = [
  '',
  'reviews',
  '/graphql',
  '//reviews.example',
  'ftp://reviews.example',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/plain,x',
  'unix:/var/run/docker.sock',
  'http://user:password@reviews.example',
  'http://reviews.example/#fragment',
  'http://reviews.example/ a',
  'http://reviews.example/\n',
  'http://[::1',
  'http://1.2.3.4.5.6',
  'http://reviews.example:99999',
  `http://reviews.example/${'a'.repeat(3_000)}`,
];

const strict = asking('strict gateway');

export const routingUrlRows: readonly Row[] = [
  ...PRIVATE.map((routingUrl) => publishing(`the routing URL ${routingUrl}, where private ones are off`, { routingUrl }, refused(200, 'ROUTING_URL_PRIVATE'))),
  ...INVALID.map((routingUrl) => publishing(`the routing URL ${JSON.stringify(routingUrl.slice(0, 40))}`, { routingUrl }, refused(200, 'ROUTING_URL_INVALID'))),
  strict('a subgraph at a private address, where those are off', '{ fragile }', refused(200, 'SUBGRAPH_ADDRESS_PRIVATE')),
  strict('a subgraph whose name leads to a private address, where those are off', '{ healthy }', refused(200, 'SUBGRAPH_ADDRESS_PRIVATE')),
];
