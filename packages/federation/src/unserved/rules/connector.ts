import { CONNECT_IDENTITY } from '../../link/identities.js';
import { joinDirectivesNamed } from '../join-directives.js';
import { applicationsOf, linksTo, nodesOf, type UnservedRule } from '../unserved-rule.js';

const ELEMENTS = ['@connect', '@source'].map((element) => ({ identity: CONNECT_IDENTITY, element }));

export const connector: UnservedRule = {
  code: 'UNSERVED_CONNECTOR',
  subject: 'a connector',
  find(schema) {
    const applied = [
      ...nodesOf(applicationsOf(schema, ELEMENTS)),
      ...joinDirectivesNamed(schema, ['connect', 'source']),
    ];
    return applied.length > 0 ? applied : linksTo(schema, CONNECT_IDENTITY);
  },
};
