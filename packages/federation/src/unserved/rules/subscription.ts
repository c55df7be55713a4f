import { OperationTypeNode } from 'graphql';
import type { UnservedRule } from '../unserved-rule.js';

/** A subscription root, whatever it is called. `@apollo/gateway` plans subscriptions and then refuses each of them. */
export const subscription: UnservedRule = {
  code: 'UNSERVED_SUBSCRIPTION',
  subject: 'a subscription root',
  find({ index }) {
    const root = index.rootType(OperationTypeNode.SUBSCRIPTION);
    if (root === undefined) return [];
    const definitions = index.find(root);
    return definitions.length > 0 ? definitions : index.schemaNodes;
  },
};
