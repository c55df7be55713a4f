import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { databaseUrlVariable, SYSTEM_ACTOR } from '@kontor/protocol';
import type { RunningPlatform } from '@kontor/platform';
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import { Client } from 'pg';
import {
  ask,
  createGround,
  eventually,
  startOn,
  type Ground,
  type GraphqlAnswer,
} from './platform-harness.ts';
import { brokenSdl, sdlOf } from './registry-harness.ts';

/**
 * Every mutation that the platform's schema has, and what its success leaves in the audit log. A mutation that is not
 * listed fails the first test.
 */
interface Case {
  /** Makes what the mutation needs; its `input`. */
  input: (world: World) => Promise<object>;
  /** The entries it leaves, whatever their order. */
  actions: readonly string[];
  /** Those that follow once its launch is with the gateways. */
  later?: readonly string[];
}

const CASES: Record<string, Case> = {
  createOrganisation: {
    input: async (world) => ({ slug: world.name('team'), name: 'A team' }),
    // One in the log of the new organisation too, which this key does not see.
    actions: ['organisation.create'],
  },
  addMember: {
    input: async ({ organisationId, name }) => ({
      organisationId,
      name: 'Ada',
      email: `${name('ada')}@example.org`,
      role: 'DEVELOPER',
    }),
    actions: ['member.add'],
  },
  changeMemberRole: {
    input: async (world) => ({ memberId: await world.addMember(), role: 'VIEWER' }),
    actions: ['member.change-role'],
  },
  removeMember: {
    input: async (world) => {
      const memberId = await world.addMember();
      await world.must('createApiKey', { name: 'of Ada', memberId, role: 'VIEWER' });
      return { memberId };
    },
    actions: ['api-key.revoke', 'member.remove'],
  },
  createApiKey: {
    input: async ({ name }) => ({ name: name('CI'), role: 'DEVELOPER' }),
    actions: ['api-key.create'],
  },
  revokeApiKey: {
    input: async (world) => {
      const { apiKey } = await world.must('createApiKey', { name: 'short-lived', role: 'VIEWER' });
      return { id: apiKey.id };
    },
    actions: ['api-key.revoke'],
  },
  createGraph: {
    input: async ({ name }) => ({ ref: `${name('shop')}@current` }),
    actions: ['graph.create', 'variant.create'],
  },
  publishSubgraph: {
    input: async (world) => ({ ref: await world.createGraph(), ...SUBGRAPH }),
    actions: ['subgraph.publish'],
    later: ['launch.complete'],
  },
  deleteSubgraph: {
    input: async (world) => {
      const ref = await world.createGraph();
      await world.must('publishSubgraph', { ref, ...SUBGRAPH });
      await world.must('publishSubgraph', { ref, ...SUBGRAPH, name: 'other', sdl: sdlOf('other') });
      return { ref, name: SUBGRAPH.name };
    },
    actions: ['subgraph.delete'],
    later: ['launch.complete'],
  },
};

/** They change nothing. */
const READ_ONLY = ['checkSubgraph'];

const SUBGRAPH = { name: 'products', sdl: sdlOf('products'), routingUrl: 'http://127.0.0.1:4102/graphql' };

/** What each mutation is asked for; enough to see that it did its work. */
const SELECTIONS: Record<string, string> = {
  createOrganisation: 'organisation { id }',
  addMember: 'member { id role }',
  changeMemberRole: 'member { id role }',
  removeMember: 'member { id }',
  createApiKey: 'apiKey { id }',
  revokeApiKey: 'apiKey { revokedAt }',
  createGraph: 'created',
  publishSubgraph: 'changed launch { status }',
  deleteSubgraph: 'passed launch { status }',
};

interface World {
  organisationId: string;
  name(prefix: string): string;
  addMember(): Promise<string>;
  createGraph(): Promise<string>;
  /** Runs a mutation that must succeed, with a request id of its own; returns its payload. */
  // Payloads are read field by field; what is missing fails there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  must(mutation: string, input: object): Promise<any>;
}

const ENTRIES = `totalCount edges { node {
  id occurredAt action outcome targetId targetName changes { field before after } reasonCodes
  actorId actorKind actorName keyId requestId } }`;
const LOG = `query ($slug: String!, $filter: AuditFilter) { organisation(slug: $slug) {
  accessAudit(first: 100, filter: $filter) { ${ENTRIES} } graphAudit(first: 100, filter: $filter) { ${ENTRIES} } } }`;

interface Entry {
  id: string;
  occurredAt: string;
  action: string;
  outcome: string;
  targetName: string;
  changes: { field: string; before: string | null; after: string | null }[];
  reasonCodes: string[];
  actorKind: string;
  actorName: string;
  keyId: string | null;
  requestId: string | null;
}

describe('the audit log of the platform', () => {
  let ground: Ground;
  let platform: RunningPlatform;
  let key: string;
  let world: World;
  let calls = 0;

  beforeAll(async () => {
    ground = await createGround();
    platform = await startOn(ground);
    key = (await ground.credentials()).adminKey;
    // The platform's own publishes are behind it, so that whatever comes now comes from these tests.
    await eventually(
      async () => (await log()).filter(({ action }) => action === 'launch.complete').length >= 2,
    );
    const { data } = await graphql('{ whoAmI { organisation { id } } }');
    let names = 0;
    const name = (prefix: string) => `${prefix}-${(names += 1)}`;
    world = {
      organisationId: data.whoAmI.organisation.id,
      name,
      must: async (mutation, input) => {
        const { data: payload, codes } = await run(mutation, input);
        if (codes.length > 0) throw new Error(`${mutation}: ${codes.join(', ')}`);
        return payload[mutation];
      },
      addMember: async () => {
        const member = { organisationId: world.organisationId, name: 'Ada', role: 'DEVELOPER' };
        return (await world.must('addMember', member)).member.id;
      },
      createGraph: async () => {
        const ref = `${name('graph')}@current`;
        await world.must('createGraph', { ref });
        return ref;
      },
    };
  });

  afterAll(async () => {
    await platform?.close();
    await ground?.remove();
  });

  const graphql = (query: string, variables: object = {}, requestId?: string, as = key) =>
    ask(
      `${platform.url}/graphql`,
      as,
      query,
      variables,
      requestId === undefined ? {} : { 'x-request-id': requestId },
    );

  const run = (
    mutation: string,
    input: object,
    requestId = `audit-${(calls += 1)}`,
  ): Promise<GraphqlAnswer> => {
    const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`;
    return graphql(
      `mutation ($input: ${type}!) { ${mutation}(input: $input) { ${SELECTIONS[mutation]} } }`,
      { input },
      requestId,
    );
  };

  async function log(filter: object = {}, as = key): Promise<Entry[]> {
    const { data, codes } = await graphql(LOG, { slug: 'kontor', filter }, undefined, as);
    if (codes.length > 0) throw new Error(codes.join(', '));
    const { accessAudit, graphAudit } = data.organisation;
    return [...accessAudit.edges, ...graphAudit.edges].map(({ node }: { node: Entry }) => node);
  }

  const ofRequest = async (requestId: string): Promise<Entry[]> =>
    (await log()).filter((entry) => entry.requestId === requestId);

  const onDatabases = async (work: (client: Client, domain: string) => Promise<unknown>): Promise<void> => {
    for (const domain of ['identity', 'registry']) {
      const client = new Client({
        connectionString: ground.env[databaseUrlVariable({ graph: 'platform', domain })],
      });
      await client.connect();
      await work(client, domain).finally(() => client.end());
    }
  };

  it('knows every mutation of the schema', async () => {
    const { data } = await graphql(getIntrospectionQuery());
    const mutations =
      buildClientSchema(data as IntrospectionQuery)
        .getMutationType()
        ?.getFields() ?? {};
    expect(Object.keys(mutations).toSorted()).toEqual([...Object.keys(CASES), ...READ_ONLY].toSorted());
  });

  it.each(Object.keys(CASES))(
    'has an entry for a %s that succeeds, and none for its dry run',
    async (mutation) => {
      const { input, actions, later = [] } = CASES[mutation] as Case;
      const arguments_ = await input(world);
      if (mutation !== 'publishSubgraph') {
        await run(mutation, { ...arguments_, dryRun: true }, `${mutation}-dry`);
        expect(await ofRequest(`${mutation}-dry`)).toEqual([]);
      }
      const before = new Set((await log()).map(({ id }) => id));
      const { codes } = await run(mutation, arguments_, `${mutation}-real`);
      expect(codes).toEqual([]);
      const entries = await ofRequest(`${mutation}-real`);
      expect(entries.map(({ action }) => action).toSorted()).toEqual([...actions].toSorted());
      for (const entry of entries)
        expect(entry).toMatchObject({
          outcome: 'DONE',
          actorKind: 'PERSON',
          actorName: 'owner',
          keyId: key.split('_')[1],
          targetName: expect.stringMatching(/./),
          reasonCodes: [],
        });
      const others = (await log()).filter(({ id, requestId }) => !before.has(id) && requestId === null);
      expect(others.map(({ action }) => action)).toEqual(later);
      for (const entry of others)
        expect(entry).toMatchObject({ actorName: SYSTEM_ACTOR.name, actorKind: 'SYSTEM', keyId: null });
    },
  );

  it.each(Object.keys(CASES))('makes no %s without its entry', async (mutation) => {
    const input = await (CASES[mutation] as Case).input(world);
    const refuse = `CREATE FUNCTION refuse_write() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$`;
    await onDatabases(async (client, domain) => {
      await client.query(refuse);
      await client.query(
        `CREATE TRIGGER refuse_write BEFORE INSERT ON ${AUDIT_TABLES[domain]} FOR EACH ROW EXECUTE FUNCTION refuse_write()`,
      );
    });
    const failed = await run(mutation, input);
    await onDatabases((client) => client.query('DROP FUNCTION refuse_write() CASCADE'));
    expect(failed.codes).toEqual(['INTERNAL_ERROR']);
    // It left nothing behind: the same input does all of its work.
    expect(await run(mutation, input, `${mutation}-again`)).toMatchObject({
      codes: [],
      data: { [mutation]: DID[mutation] },
    });
    const { actions } = CASES[mutation] as Case;
    expect((await ofRequest(`${mutation}-again`)).map(({ action }) => action).toSorted()).toEqual(
      [...actions].toSorted(),
    );
  });

  it.each(Object.keys(CASES))('has no entry for a %s that fails at its commit', async (mutation) => {
    const input = await (CASES[mutation] as Case).input(world);
    await onDatabases(async (client) => {
      await client.query(`CREATE FUNCTION refuse_commit() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'refused by a test'; END $$`);
      const { rows } = await client.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
         WHERE nspname = 'public' AND relkind = 'r' AND relname <> ALL ($1)`,
        [['_prisma_migrations', ...Object.values(AUDIT_TABLES)]],
      );
      for (const { name } of rows)
        await client.query(`CREATE CONSTRAINT TRIGGER refuse_commit AFTER INSERT OR UPDATE OR DELETE ON "${name}"
          DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_commit()`);
    });
    const requestId = `${mutation}-uncommitted`;
    const failed = await run(mutation, input, requestId);
    await onDatabases((client) => client.query('DROP FUNCTION refuse_commit() CASCADE'));
    expect(failed.codes).toEqual(['INTERNAL_ERROR']);
    expect(await ofRequest(requestId)).toEqual([]);
  });

  it('tells of a publish that was refused, with the reasons', async () => {
    const ref = await world.createGraph();
    await run('publishSubgraph', { ref, ...SUBGRAPH, sdl: brokenSdl('products') }, 'refused');
    expect(await ofRequest('refused')).toEqual([
      expect.objectContaining({
        action: 'subgraph.publish',
        outcome: 'REFUSED',
        targetName: `${ref}/products`,
        reasonCodes: [expect.stringMatching(/^[A-Z_]+$/)],
      }),
    ]);
  });

  it('says what was and what is', async () => {
    const memberId = await world.addMember();
    await run('changeMemberRole', { memberId, role: 'ADMIN' }, 'promotion');
    expect((await ofRequest('promotion'))[0]).toMatchObject({
      targetName: 'Ada',
      changes: [{ field: 'role', before: 'DEVELOPER', after: 'ADMIN' }],
    });
  });

  it('begins with what the first start made', async () => {
    const first = (await log({ actor: 'system' })).filter(({ keyId }) => keyId === null);
    expect(first.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['organisation.create', 'api-key.create', 'graph.create', 'subgraph.publish']),
    );
  });

  it('never holds a secret', async () => {
    const { data } = await graphql(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret } }',
      { input: { name: 'secret', role: 'VIEWER' } },
    );
    const secret: string = data.createApiKey.secret;
    await onDatabases(async (client, domain) => {
      const { rows } = await client.query(`SELECT * FROM ${AUDIT_TABLES[domain]}`);
      expect(rows.length).toBeGreaterThan(0);
      for (const part of [secret, secret.split('_').at(-1) as string, 'kontor_'])
        expect(JSON.stringify(rows)).not.toContain(part);
    });
  });

  it('is filtered by action, actor and time, and paged', async () => {
    expect(new Set((await log({ action: 'api-key' })).map(({ action }) => action))).toEqual(
      new Set(['api-key.create', 'api-key.revoke']),
    );
    expect(await log({ actor: 'nobody' })).toEqual([]);
    const all = await log({ action: 'member' });
    const middle = all[1]?.occurredAt as string;
    expect((await log({ action: 'member', since: middle })).length).toBeGreaterThanOrEqual(2);
    expect(
      (await log({ action: 'member', until: middle })).every(({ occurredAt }) => occurredAt < middle),
    ).toBe(true);
    const page = `query ($after: String) { organisation(slug: "kontor") {
      graphAudit(first: 1, after: $after) { totalCount edges { node { id } } pageInfo { endCursor hasNextPage } } } }`;
    const first = (await graphql(page)).data.organisation.graphAudit;
    const second = (await graphql(page, { after: first.pageInfo.endCursor })).data.organisation.graphAudit;
    expect(first.pageInfo.hasNextPage).toBe(true);
    expect(second.edges[0].node.id).not.toBe(first.edges[0].node.id);
    expect((await graphql(LOG, { slug: 'kontor', filter: { since: 'yesterday' } })).codes).toContain(
      'INPUT_INVALID',
    );
  });

  it('is shown to owners and administrators of its own organisation, and to nobody else', async () => {
    const { data } = await graphql(
      `
        mutation ($a: CreateApiKeyInput!, $b: CreateApiKeyInput!, $c: CreateOrganisationInput!) {
          developer: createApiKey(input: $a) {
            secret
          }
          admin: createApiKey(input: $b) {
            secret
          }
          foreign: createOrganisation(input: $c) {
            secret
          }
        }
      `,
      {
        a: { name: 'developer', role: 'DEVELOPER' },
        b: { name: 'admin', role: 'ADMIN' },
        c: { slug: world.name('foreign'), name: 'Foreign' },
      },
    );
    expect((await log({}, data.admin.secret)).length).toBeGreaterThan(0);
    for (const field of ['accessAudit', 'graphAudit']) {
      const query = `{ organisation(slug: "kontor") { ${field} { totalCount } } }`;
      expect((await graphql(query, {}, undefined, data.developer.secret)).codes).toEqual([
        'PERMISSION_DENIED',
      ]);
    }
    const foreign = await graphql(LOG, { slug: 'kontor' }, undefined, data.foreign.secret);
    expect(foreign).toMatchObject({ codes: [], data: { organisation: null } });
  });

  it('refuses to be changed, and to lose what retention does not take', async () => {
    await onDatabases(async (client, domain) => {
      const table = AUDIT_TABLES[domain] as string;
      for (const statement of [
        `UPDATE ${table} SET actor_name = 'nobody'`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table}`,
      ])
        await expect(client.query(statement)).rejects.toThrow('append only');
    });
  });
});

const AUDIT_TABLES: Record<string, string> = { identity: 'audit_entry', registry: 'audit_entries' };

/** What the payload of a mutation that did its work has, as opposed to one that found it done. */
const DID: Record<string, object> = {
  createOrganisation: { organisation: { id: expect.any(String) } },
  addMember: { member: { role: 'DEVELOPER' } },
  changeMemberRole: { member: { role: 'VIEWER' } },
  removeMember: { member: { id: expect.any(String) } },
  createApiKey: { apiKey: { id: expect.any(String) } },
  revokeApiKey: { apiKey: { revokedAt: expect.any(String) } },
  createGraph: { created: true },
  publishSubgraph: { changed: true },
  deleteSubgraph: { passed: true },
};

describe('the retention of the audit log', () => {
  it('takes what is older than its days, and nothing else', async () => {
    const ground = await createGround();
    try {
      const first = await startOn(ground);
      await first.close();
      const client = new Client({
        connectionString: ground.env[databaseUrlVariable({ graph: 'platform', domain: 'identity' })],
      });
      await client.connect();
      const count = async () =>
        Number((await client.query<{ n: string }>('SELECT count(*) AS n FROM audit_entry')).rows[0]?.n);
      const recent = await count();
      await client.query(`INSERT INTO audit_entry SELECT 'old-' || id, organisation_id, now() - interval '31 days', action,
        outcome, target_id, target_name, actor_id, actor_kind, actor_name, key_id, request_id, changes, reason_codes
        FROM audit_entry`);
      const second = await startOn(ground, {}, { KONTOR_AUDIT_RETENTION_DAYS: '30' });
      await eventually(async () => (await count()) === recent);
      await second.close();
      await client.end();
    } finally {
      await ground.remove();
    }
  });
});
