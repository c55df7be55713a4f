import type { Prisma, PrismaClient } from './generated/client.js';

/** The client, or one transaction of it: repositories do not know which. */
export type Database = PrismaClient | Prisma.TransactionClient;
