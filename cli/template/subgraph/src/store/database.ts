import { createPrismaAdapter, type Logger } from '@kontor/subgraph';
import { PrismaClient } from './generated/client.js';

export interface DatabaseOptions {
  url: string;
  log?: Logger;
  /** Hears each statement before it is sent. For tests. */
  onQuery?: (sql: string) => void;
}

export interface Database {
  readonly prisma: PrismaClient;
  /** Resolves when the database answers, rejects when it does not. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export function openDatabase(options: DatabaseOptions): Database {
  const { adapter, transactionOptions, close } = createPrismaAdapter({
    ...options,
    applicationName: '{{graph}}-{{name}}',
  });
  const prisma = new PrismaClient({ adapter, transactionOptions });
  return {
    prisma,
    ping: async () => void (await prisma.$queryRaw`SELECT 1`),
    close: async () => {
      await prisma.$disconnect();
      await close();
    },
  };
}
