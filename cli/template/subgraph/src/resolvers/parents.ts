// What resolvers receive as parents, where that is no row of the store: named in codegen.ts.
import type { Connection } from '@kontor/subgraph';
import type { SprocketRow } from '../store/{{item}}-store.js';

export type SprocketConnectionParent = Connection<SprocketRow>;
