import type { CompositionHint, CompositionProblem as LocalProblem, SchemaLocation } from '@kontor/federation';
import * as z from 'zod';

/** A place in a subgraph's schema, as the registry and the composer tell it. */
export const schemaLocation = z.object({
  subgraph: z.string().nullable(),
  line: z.number().int().nullable(),
  column: z.number().int().nullable(),
  coordinate: z.string().nullable(),
  derived: z.boolean(),
});

export const compositionProblem = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string(),
  locations: z.array(schemaLocation),
});

export const compositionHint = z.object({
  code: z.string(),
  message: z.string(),
  locations: z.array(schemaLocation),
});

export type { CompositionHint, SchemaLocation };

/** As a composition on this machine tells it, with any code: the platform may know more of them than this version. */
export type CompositionProblem = Omit<LocalProblem, 'code'> & { readonly code: string };

export const PROBLEM_FIELDS = 'code message fix locations { subgraph line column coordinate derived }';
export const HINT_FIELDS = 'code message locations { subgraph line column coordinate derived }';
