import * as z from 'zod';
import type { PlatformClient } from '../platform-client/client.js';
import type { ActiveVersion } from './publish-own.js';

/** What the launcher asks of the platform, through the same API as a team's CI. */
export interface PlatformApi {
  /** Whom the launcher's key speaks for. */
  ownActorId(): Promise<string>;
  /** Creates graph and variant where absent. */
  createGraph(ref: string): Promise<void>;
  /** The live versions, by subgraph. */
  activeVersions(ref: string): Promise<Map<string, ActiveVersion>>;
  publish(publish: Publish): Promise<PublishResult>;
  /** Is there a supergraph for gateways to load? */
  hasSupergraph(ref: string): Promise<boolean>;
}

export interface Publish {
  ref: string;
  name: string;
  sdl: string;
  routingUrl: string;
  ifActiveVersion: string | null;
}

export type PublishResult = { kind: 'accepted' } | { kind: 'refused'; problems: readonly Problem[] };
export interface Problem {
  code: string;
  message: string;
  fix: string;
}

export const createPlatformApi = (client: PlatformClient): PlatformApi => ({
  async ownActorId() {
    const { whoAmI } = await client.ask('query LauncherActor { whoAmI { actor { id } } }', {}, whoAmIShape);
    return whoAmI.actor.id;
  },
  async createGraph(ref) {
    await client.ask(CREATE_GRAPH, { ref }, z.object({ createGraph: z.object({ created: z.boolean() }) }));
  },
  async activeVersions(ref) {
    const versions = new Map<string, ActiveVersion>();
    let after: string | null = null;
    do {
      const answer: z.infer<typeof variantShape> = await client.ask(
        ACTIVE_VERSIONS,
        { ref, after },
        variantShape,
      );
      for (const { node } of answer.variant?.subgraphs.edges ?? []) {
        const { id, sdlHash, routingUrl, createdBy } = node.activeVersion;
        versions.set(node.name, { id, sdlHash, routingUrl, publishedBy: createdBy.id });
      }
      const page: { hasNextPage: boolean; endCursor: string | null } | undefined =
        answer.variant?.subgraphs.pageInfo;
      after = page?.hasNextPage ? page.endCursor : null;
    } while (after !== null);
    return versions;
  },
  async publish(input) {
    const { publishSubgraph } = await client.ask(PUBLISH, { input }, publishShape);
    const { status, problems } = publishSubgraph.launch;
    return status === 'REFUSED' || status === 'FAILED' ? { kind: 'refused', problems } : { kind: 'accepted' };
  },
  async hasSupergraph(ref) {
    const { variant } = await client.ask(CURRENT_LAUNCH, { ref }, currentLaunchShape);
    return variant?.currentLaunch != null;
  },
});

const CREATE_GRAPH = `mutation LauncherCreateGraph($ref: String!) { createGraph(input: { ref: $ref }) { created } }`;

const ACTIVE_VERSIONS = `query LauncherActiveVersions($ref: String!, $after: String) {
  variant(ref: $ref) {
    subgraphs(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node { name activeVersion { id sdlHash routingUrl createdBy { id } } } }
    }
  }
}`;

const PUBLISH = `mutation LauncherPublish($input: PublishSubgraphInput!) {
  publishSubgraph(input: $input) { launch { status problems { code message fix } } }
}`;

const CURRENT_LAUNCH = `query LauncherCurrentLaunch($ref: String!) { variant(ref: $ref) { currentLaunch { id } } }`;

const currentLaunchShape = z.object({
  variant: z.object({ currentLaunch: z.object({ id: z.string() }).nullable() }).nullable(),
});

const whoAmIShape = z.object({ whoAmI: z.object({ actor: z.object({ id: z.string() }) }) });

const variantShape = z.object({
  variant: z
    .object({
      subgraphs: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        edges: z.array(
          z.object({
            node: z.object({
              name: z.string(),
              activeVersion: z.object({
                id: z.string(),
                sdlHash: z.string(),
                routingUrl: z.string(),
                createdBy: z.object({ id: z.string() }),
              }),
            }),
          }),
        ),
      }),
    })
    .nullable(),
});

const publishShape = z.object({
  publishSubgraph: z.object({
    launch: z.object({
      status: z.string(),
      problems: z.array(z.object({ code: z.string(), message: z.string(), fix: z.string() })),
    }),
  }),
});
