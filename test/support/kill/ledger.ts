import { artifactHash } from '@kontor/protocol';
import { ask } from '../kontor/ask.js';
import { readCredentials } from '../kontor/start-kontor.js';
import { REGISTRY, type Rig } from './rig.js';

const GRAPH = 'storefront@current';

/** What a publish was answered. */
export type Answer =
  | {
      readonly kind: 'acknowledged';
      readonly versionId: string;
      readonly launchId: string;
      readonly refused: boolean;
    }
  /** No answer, or an error: whether it is recorded is not known. */
  | { readonly kind: 'unknown'; readonly why: string };

export interface Publish {
  readonly sdlHash: string;
  readonly answer: Answer;
}

const PUBLISH = `mutation ($input: PublishSubgraphInput!) {
  publishSubgraph(input: $input) { version { id } launch { id status } }
}`;

let published = 0;

/** A schema that nobody has published yet; `fits: false`: one that does not compose with the graph. */
export async function publishSomething(rig: Rig, team: string, fits: boolean): Promise<Publish> {
  published += 1;
  const field = fits ? `${team}Revision${published}` : 'products';
  const sdl = `type Query {\n  "Revision ${published} of ${team}."\n  ${field}: Int\n}\n`;
  const input = { ref: GRAPH, name: team, sdl, routingUrl: 'http://127.0.0.1:9/graphql' };
  return { sdlHash: artifactHash(sdl), answer: await send(rig, input) };
}

async function send({ kontor }: Rig, input: object): Promise<Answer> {
  try {
    const authorization = `Bearer ${readCredentials(kontor.place).adminKey}`;
    const { data, errors } = await ask(
      `${kontor.platformUrl}/graphql`,
      PUBLISH,
      { input },
      { authorization },
    );
    const payload = data?.['publishSubgraph'] as
      { version: { id: string }; launch: { id: string; status: string } } | null | undefined;
    if (!payload) return { kind: 'unknown', why: JSON.stringify(errors).slice(0, 200) };
    return {
      kind: 'acknowledged',
      versionId: payload.version.id,
      launchId: payload.launch.id,
      refused: payload.launch.status === 'REFUSED',
    };
  } catch (error) {
    return { kind: 'unknown', why: String(error) };
  }
}

export type Fate = 'kept' | 'whole' | 'absent' | 'lost' | 'half';

/** What became of a publish, by the tables. */
export async function fateOf(rig: Rig, { sdlHash, answer }: Publish): Promise<Fate> {
  const rows = await rig.sql<{
    id: string;
    refused: boolean;
    launchId: string | null;
    status: string | null;
    artifact: string | null;
  }>(
    REGISTRY,
    `SELECT v.id, v.refused, l.id AS "launchId", l.status, a.hash AS artifact
       FROM subgraph_versions v LEFT JOIN launches l ON l.version_id = v.id
       LEFT JOIN artifacts a ON a.hash = l.supergraph_hash
      WHERE v.sdl_hash = $1`,
    [sdlHash],
  );
  const [row] = rows;
  if (!row) return answer.kind === 'acknowledged' ? 'lost' : 'absent';
  const ended = row.refused
    ? row.status === 'REFUSED' && row.artifact === null
    : row.status === 'COMPLETED' && row.artifact !== null;
  if (rows.length !== 1 || !ended) return 'half';
  if (answer.kind === 'unknown') return 'whole';
  const same =
    row.id === answer.versionId && row.launchId === answer.launchId && row.refused === answer.refused;
  return same ? 'kept' : 'lost';
}
