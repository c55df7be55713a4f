import type { Row } from '../row.js';
import { commandLineRows } from './command-line.js';
import { connectionRows } from './connections.js';
import { documentRows } from './documents.js';
import { foreignOrganisationRows } from './foreign-organisation.js';
import { httpRows } from './http.js';
import { nameRows } from './names.js';
import { platformRows } from './platform.js';
import { routingUrlRows } from './routing-urls.js';
import { subgraphRows } from './subgraphs.js';

/** Every row, by what it is about. */
export const ROWS: readonly Row[] = [...documentRows, ...httpRows, ...nameRows, ...subgraphRows, ...connectionRows, ...platformRows, ...foreignOrganisationRows, ...routingUrlRows, ...commandLineRows];
