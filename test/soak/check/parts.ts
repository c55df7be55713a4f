import { at, mergeInto } from '../../support/gateway/merge-parts.js';

type Path = readonly (string | number)[];

/** A part of an answer in either of the two formats. */
interface Part {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly pending?: readonly { readonly id: string; readonly path: Path }[];
  readonly incremental?: readonly {
    readonly id?: string;
    readonly subPath?: Path;
    readonly path?: Path;
    readonly data: unknown;
    readonly errors?: unknown;
  }[];
  readonly completed?: readonly { readonly id: string; readonly errors?: unknown }[];
  readonly hasNext: boolean;
}

const DELIMITER = '\r\n---';
const END = '\r\n-----\r\n';

/** The data of a multipart answer put together, or what is wrong with it. */
export function dataOfParts(body: string): { readonly data: unknown } | { readonly finding: string } {
  if (!body.endsWith(END)) return { finding: 'the parts have no end' };
  const parts = body
    .split(DELIMITER)
    .flatMap((part) => part.split('\r\n\r\n')[1] ?? [])
    .map((json) => JSON.parse(json) as Part);
  const [initial, ...others] = parts;
  if (!initial) return { finding: 'there are no parts' };
  if (parts.some(({ hasNext }, index) => hasNext !== index < parts.length - 1))
    return { finding: '`hasNext` is wrong' };
  const pathOf = new Map(parts.flatMap(({ pending = [] }) => pending).map(({ id, path }) => [id, path]));
  const { data } = initial;
  if (initial.errors) return { finding: `errors: ${JSON.stringify(initial.errors)}` };
  for (const { incremental = [], completed = [], errors } of others) {
    const wrong = [errors, ...incremental.map((one) => one.errors), ...completed.map((one) => one.errors)];
    if (wrong.some(Boolean)) return { finding: `errors: ${JSON.stringify(wrong)}` };
    for (const { id = '', path, subPath = [], data: more } of incremental)
      mergeInto(at(data, [...(path ?? pathOf.get(id) ?? []), ...subPath]), more);
  }
  return { data };
}
