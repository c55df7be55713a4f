import type { Row } from '../row.js';
import { documentRows } from './documents.js';
import { httpRows } from './http.js';

/** Every row, by what it is about. */
export const ROWS: readonly Row[] = [...documentRows, ...httpRows];
