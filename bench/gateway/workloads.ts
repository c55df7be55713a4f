/** What is asked, how, and which share of Grafbase's CPU time in the same run is the goal. */
export type WorkloadName =
  'unique' | 'same' | 'operations' | 'wide' | 'tiny' | 'distinct' | 'latency' | 'cores';

export interface Workload {
  readonly name: WorkloadName;
  readonly title: string;
  readonly query: string;
  /** `MARK` in the query stands for another number in each request. */
  readonly everyDocumentNew: boolean;
  /** An `authorization` header of its own for each request, which must reach the subgraphs; else one for all. */
  readonly ownHeader: boolean;
  readonly subgraphDelayMs: number;
  readonly goal?: Goal;
}

/** Shares of Grafbase's CPU time per request in the same run. */
export interface Goal {
  readonly share: number;
  readonly further: number;
}

/** As many digits as the numbers that take its place, so that every answer has one length. */
export const MARK = '0000000000';

const FRAGMENTS = `fragment User on User { id username name }
fragment Review on Review { id body }
fragment Product on Product { inStock name price shippingEstimate upc weight }
`;

/** The operation of the public benchmark: two roots, three levels of reviews. */
const TEST_QUERY = `${FRAGMENTS}
query TestQuery {
  users {
    ...User
    reviews {
      ...Review
      product {
        ...Product
        reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
      }
    }
  }
  topProducts {
    ...Product
    reviews { ...Review author { ...User reviews { ...Review product { ...Product } } } }
  }
}`;

const WIDE_QUERY = `query Wide {
  catalogue { upc name price weight inStock shippingEstimate }
}`;

const TINY_QUERY = 'query Tiny { me { id name username } }';

/** Six fetches and a small answer. Names and aliases differ from document to document, and nothing else. */
const DISTINCT_QUERY = `query Distinct_${MARK} {
  me_${MARK}: me {
    id
    name_${MARK}: name
    reviews { id product { upc name_${MARK}: name shippingEstimate } }
  }
  top_${MARK}: topProducts(first: 2) { upc price inStock_${MARK}: inStock }
}`;

const base = { everyDocumentNew: false, ownHeader: true, subgraphDelayMs: 0 };

export const WORKLOADS: readonly Workload[] = [
  {
    ...base,
    name: 'unique',
    title: 'unique: 87 KB answer, a header of its own per request',
    query: TEST_QUERY,
    goal: { share: 1, further: 0.7 },
  },
  {
    ...base,
    name: 'same',
    title: 'same: the same request from everybody, fetches may be shared',
    query: TEST_QUERY,
    ownHeader: false,
    goal: { share: 0.7, further: 0.4 },
  },
  {
    ...base,
    name: 'operations',
    title:
      'operations: as same, Kontor with KONTOR_SHARE_OPERATIONS=1; of the others only the ceiling shares operations',
    query: TEST_QUERY,
    ownHeader: false,
    goal: { share: 0.2, further: 0.12 },
  },
  {
    ...base,
    name: 'wide',
    title: 'wide: 1,000 entities, two fetches',
    query: WIDE_QUERY,
    goal: { share: 1.15, further: 0.95 },
  },
  {
    ...base,
    name: 'tiny',
    title: 'tiny: one fetch, 71 bytes',
    query: TINY_QUERY,
    goal: { share: 0.9, further: 0.6 },
  },
  {
    ...base,
    name: 'distinct',
    title: 'distinct: every document new',
    query: DISTINCT_QUERY,
    everyDocumentNew: true,
    goal: { share: 2.5, further: 1.2 },
  },
  {
    ...base,
    name: 'latency',
    title: 'latency: as unique, subgraphs take 4 ms',
    query: TEST_QUERY,
    subgraphDelayMs: 4,
    goal: { share: 1.1, further: 0.8 },
  },
  { ...base, name: 'cores', title: 'cores: as unique, two workers on all cores', query: TEST_QUERY },
];

export function workloadOf(name: WorkloadName): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name);
  if (!found) throw new Error(`there is no workload ${name}`);
  return found;
}
