import type { Media } from '../domain/catalogue.js';
import type { PrismaClient } from './generated/client.js';
import type { MediaModel } from './generated/models.js';

export interface MediaStore {
  /** The media of many products, each product's in their order. */
  ofProducts(ids: readonly string[]): Promise<{ productId: string; media: Media }[]>;
}

export const createMediaStore = (prisma: PrismaClient): MediaStore => ({
  ofProducts: async (ids) => {
    const rows = await prisma.media.findMany({
      where: { productId: { in: [...ids] } },
      orderBy: [{ productId: 'asc' }, { position: 'asc' }],
    });
    return rows.map((row) => ({ productId: row.productId, media: toMedia(row) }));
  },
});

function toMedia({ kind, url, altText, width, height, durationSeconds, posterUrl }: MediaModel): Media {
  switch (kind) {
    case 'IMAGE':
      return { kind, url, altText, width: width ?? 0, height: height ?? 0 };
    case 'VIDEO':
      return { kind, url, altText, durationSeconds: durationSeconds ?? 0, posterUrl: posterUrl ?? url };
  }
}
