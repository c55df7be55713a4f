import { isUniqueViolation } from '@kontor/subgraph';

/** Creates a row; null when another request created one of the same name in between. */
export async function nullWhenTaken<Row>(creation: Promise<Row>): Promise<Row | null> {
  try {
    return await creation;
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}
