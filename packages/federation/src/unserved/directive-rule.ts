import { FEDERATION_IDENTITY } from '../link/identities.js';
import { applicationsOf, linksTo, nodesOf, type UnservedCode, type UnservedRule } from './unserved-rule.js';

/**
 * The rule for directives that come with the federation specification (`@federation__x`, or imported) and, in supergraphs,
 * from a specification of their own. Where none is applied, a link to the latter counts: whoever links it means it.
 */
export const directiveRule = (
  code: UnservedCode,
  subject: string,
  specification: { identity: string; elements: readonly string[] },
): UnservedRule => {
  const { identity, elements } = specification;
  const wanted = [FEDERATION_IDENTITY, identity].flatMap((owner) =>
    elements.map((element) => ({ identity: owner, element })),
  );
  return {
    code,
    subject,
    find(schema) {
      const applied = nodesOf(applicationsOf(schema, wanted));
      return applied.length > 0 ? applied : linksTo(schema, identity);
    },
  };
};
