import { expect, it } from '@jest/globals';
import { subgraphVersionStatus } from './subgraph-version-status.js';

it.each([
  [{ refused: true, active: false, removed: false }, 'REFUSED'],
  [{ refused: false, active: true, removed: false }, 'ACTIVE'],
  [{ refused: false, active: false, removed: false }, 'SUPERSEDED'],
  [{ refused: false, active: false, removed: true }, 'DELETED'],
])('a version of which %j is known is %s', (standing, status) => {
  expect(subgraphVersionStatus(standing)).toBe(status);
});
