import * as z from 'zod';
import { CliFailure, couldNotRun } from '../failure.js';
import type { PlatformClient } from './client.js';

const ORGANISATION = /* GraphQL */ `
  query Organisation($slug: String!) {
    organisation(slug: $slug) {
      id
      slug
    }
  }
`;

const shape = z.object({ organisation: z.object({ id: z.string(), slug: z.string() }).nullable() });

const OWN_ORGANISATION = /* GraphQL */ `
  query OwnOrganisation {
    whoAmI {
      organisation {
        id
        slug
      }
    }
  }
`;

const ownShape = z.object({ whoAmI: shape });

/** The organisation of the key. */
export async function ownOrganisation(client: PlatformClient): Promise<{ id: string; slug: string }> {
  const { whoAmI } = await client.ask(OWN_ORGANISATION, {}, ownShape);
  if (whoAmI.organisation !== null) return whoAmI.organisation;
  throw couldNotRun(
    'PERMISSION_DENIED',
    'This key belongs to no organisation.',
    'Name one with --organisation.',
  );
}

export async function findOrganisation(
  client: PlatformClient,
  slug: string,
): Promise<{ id: string; slug: string }> {
  const { organisation } = await client.ask(ORGANISATION, { slug }, shape);
  if (organisation !== null) return organisation;
  throw new CliFailure('couldNotRun', {
    code: 'PERMISSION_DENIED',
    message: `There is no organisation "${slug}", or this key does not belong to it.`,
    fix: '`kontor whoami` names the organisation of the key.',
  });
}
