import type { Expected, Row, RowLimits, Surface } from '../row.js';
import { graphqlRequest, send, type GraphQLMore, type HttpRequest } from './http.js';
import type { World } from '../world/world.js';

/** A text, or how to make it: what is large is made when it is sent. */
export type Text = string | (() => string);
export const textOf = (text: Text): string => (typeof text === 'string' ? text : text());

/** Rows that ask a surface a GraphQL document. */
export const asking =
  (surface: Surface, more: GraphQLMore | ((world: World) => GraphQLMore) = {}) =>
  (name: string, document: Text, expected: Expected, limits: Partial<RowLimits> = {}): Row => ({
    name,
    surface,
    expected,
    limits,
    act: (world) =>
      send(
        world.port(surface),
        graphqlRequest(textOf(document), typeof more === 'function' ? more(world) : more),
      ),
  });

/** Rows that send a surface one HTTP request. */
export const sending =
  (surface: Surface) =>
  (
    name: string,
    request: HttpRequest | ((world: World) => HttpRequest),
    expected: Expected,
    limits: Partial<RowLimits> = {},
  ): Row => ({
    name,
    surface,
    expected,
    limits,
    act: (world) => send(world.port(surface), typeof request === 'function' ? request(world) : request),
  });

/** `of(0) of(1) …` */
export const each = (count: number, of: (index: number) => string, separator = ' '): string =>
  Array.from({ length: count }, (_, index) => of(index)).join(separator);

export const nested = (open: string, depth: number, close: string, within = ''): string =>
  open.repeat(depth) + within + close.repeat(depth);
