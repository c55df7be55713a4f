import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { ask } from '../support/kontor/ask.js';
import { type Load, startLoad } from '../support/kontor/load.js';
import { isRunning } from '../support/kontor/processes.js';
import { sharedKontor } from '../support/kontor/shared.js';
import { START_TIMEOUT_MS, type KontorUnderTest, readCredentials } from '../support/kontor/start-kontor.js';
import { until } from '../support/kontor/until.js';

const CLIENTS = 2;
const BACK_TIMEOUT_MS = 20_000;

/** A query that each subgraph answers alone. */
const OWN_QUERY = {
  accounts: '{ users(first: 1) { edges { node { id name } } } }',
  products: '{ products(first: 1) { edges { node { id name } } } }',
  inventory: '{ warehouses { code name } }',
  reviews: '{ reviews(first: 1) { edges { node { id rating } } } }',
  orders: '{ orders(first: 1) { edges { node { id number } } } }',
} as const;
type Subgraph = keyof typeof OWN_QUERY;
const SUBGRAPHS = Object.keys(OWN_QUERY) as Subgraph[];

/** One field of each subgraph but one, in one query: nothing in it waits for the one that is down. */
const queryWithout = (killed: string): string =>
  `{ ${SUBGRAPHS.filter((name) => name !== killed)
    .map((name) => OWN_QUERY[name].slice(1, -1))
    .join(' ')} }`;

let shared: KontorUnderTest;
beforeAll(async () => {
  shared = await sharedKontor();
}, START_TIMEOUT_MS);

const loads: Load[] = [];
/** A test that fails half-way must not leave its clients asking. */
afterEach(async () => {
  await Promise.all(loads.splice(0).map((load) => load.stop()));
});

function beginLoad(url: string, query: string): Load {
  // The platform answers nobody without a key; the gateway ignores it.
  const authorization = `Bearer ${readCredentials(shared.place).adminKey}`;
  const load = startLoad(url, query, CLIENTS, { authorization });
  loads.push(load);
  return load;
}

/** Kills it for good and waits for another process of the same name that answers. */
async function killAndAwait(name: string, answers: () => Promise<boolean>): Promise<number> {
  const { pid } = shared.processNamed(name);
  process.kill(pid, 'SIGKILL');
  const killedAt = performance.now();
  await until(`${name} ends`, () => !isRunning(pid));
  await until(
    `${name} is back`,
    async () =>
      shared.processes().some((process) => process.name === name && process.pid !== pid) && (await answers()),
    BACK_TIMEOUT_MS,
  );
  return performance.now() - killedAt;
}

const answersWell = async (query: string): Promise<boolean> => {
  const answer = await ask(shared.graphqlUrl, query).catch(() => undefined);
  return answer?.status === 200 && answer.errors.length === 0;
};

const tell = (name: string, ms: number): void =>
  void process.stdout.write(`${name} was back after ${ms.toFixed(0)} ms\n`);

describe('a process that is killed while clients ask', () => {
  it.each(SUBGRAPHS)(
    '%s comes back, and queries that do not touch it never fail',
    async (name) => {
      const load = beginLoad(shared.graphqlUrl, queryWithout(name));
      await load.moreAnswers(5);
      tell(name, await killAndAwait(name, () => answersWell(OWN_QUERY[name])));
      await load.moreAnswers(5);
      expect((await load.stop()).failures).toEqual([]);
    },
    40_000,
  );

  it('the platform comes back, and no query of the graph fails', async () => {
    const load = beginLoad(shared.graphqlUrl, queryWithout('none'));
    await load.moreAnswers(5);
    const ready = () =>
      fetch(`${shared.platformUrl}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    tell('platform', await killAndAwait('platform', ready));
    expect((await load.stop()).failures).toEqual([]);
  }, 40_000);

  it('the gateway comes back, and the platform keeps answering', async () => {
    const load = beginLoad(`${shared.platformUrl}/graphql`, '{ __typename }');
    await load.moreAnswers(5);
    tell('gateway', await killAndAwait('gateway', () => answersWell(OWN_QUERY.products)));
    await load.moreAnswers(5);
    expect((await load.stop()).failures).toEqual([]);
  }, 40_000);

  it('the database comes back, and everything reconnects by itself', async () => {
    const pids = shared
      .processes()
      .filter(({ name }) => name !== 'database')
      .map(({ pid }) => pid);
    tell('database', await killAndAwait('database', () => answersWell(queryWithout('none'))));
    const after = shared.processes().map(({ pid }) => pid);
    expect(after).toEqual(expect.arrayContaining(pids));
  }, 40_000);
});
