import type { ShortLine, WantedLine } from '../domain/order.js';
import type { Answer, GraphQLClient } from '@kontor/subgraph';

export interface Allocation {
  productId: string;
  warehouseCode: string;
  quantity: number;
}

export type ReserveAnswer =
  /** It holds, or it has been confirmed before. */
  | { kind: 'held' }
  /** It was given back or ran out: goods cannot be taken any more. */
  | { kind: 'lost' }
  | { kind: 'short'; lines: readonly ShortLine[] };

export type ConfirmAnswer = { kind: 'taken'; allocations: readonly Allocation[] } | { kind: 'lost' };

/** Everything may be repeated: the reservation's id makes inventory answer as the first time. */
export interface InventoryClient {
  reserve(id: string, lines: readonly WantedLine[], holdSeconds: number): Promise<Answer<ReserveAnswer>>;
  confirm(id: string): Promise<Answer<ConfirmAnswer>>;
  release(id: string): Promise<Answer<null>>;
}

type Status = 'ACTIVE' | 'CONFIRMED' | 'RELEASED' | 'EXPIRED';

const RESERVE = `mutation ReserveForOrder($input: ReserveStockInput!) {
  reserveStock(input: $input) {
    ... on Reservation { status }
    ... on StockShortage { lines { productId requested available } }
  }
}`;
const CONFIRM = `mutation ConfirmForOrder($id: ID!) {
  confirmReservation(id: $id) { status allocations { productId warehouseCode quantity } }
}`;
const RELEASE = 'mutation ReleaseForOrder($id: ID!) { releaseReservation(id: $id) { status } }';

export const createInventoryClient = (graphql: GraphQLClient): InventoryClient => ({
  reserve: async (reservationId, lines, holdSeconds) => {
    type Data = { reserveStock: { status: Status } | { lines: ShortLine[] } };
    const input = {
      reservationId,
      lines: lines.map(({ productId, quantity }) => ({ productId, quantity })),
      holdSeconds,
    };
    const answer = await graphql.ask<Data>(RESERVE, { input });
    return answer.kind === 'answered'
      ? { kind: 'answered', data: readReserved(answer.data.reserveStock) }
      : answer;
  },
  confirm: async (id) => {
    type Data = { confirmReservation: { status: Status; allocations: Allocation[] } };
    const answer = await graphql.ask<Data>(CONFIRM, { id });
    if (answer.kind !== 'answered') return answer;
    const { status, allocations } = answer.data.confirmReservation;
    return {
      kind: 'answered',
      data: status === 'CONFIRMED' ? { kind: 'taken', allocations } : { kind: 'lost' },
    };
  },
  release: async (id) => {
    const answer = await graphql.ask<unknown>(RELEASE, { id });
    return answer.kind === 'answered' ? { kind: 'answered', data: null } : answer;
  },
});

function readReserved(reserved: { status: Status } | { lines: ShortLine[] }): ReserveAnswer {
  if ('lines' in reserved) return { kind: 'short', lines: reserved.lines };
  return reserved.status === 'ACTIVE' || reserved.status === 'CONFIRMED'
    ? { kind: 'held' }
    : { kind: 'lost' };
}
