import { SAMPLE_COUNTS } from './counts.js';
import { createDraw, itemAt, mix32 } from './draw.js';
import { productId } from './products.js';

export interface SampleWarehouse {
  code: string;
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

export interface SampleStockLevel {
  productId: string;
  warehouseCode: string;
  onHand: number;
}

export const SAMPLE_WAREHOUSES: readonly SampleWarehouse[] = [
  { code: 'BER', name: 'Berlin-Spandau', country: 'DE' },
  { code: 'LYS', name: 'Lyon-Saint-Priest', country: 'FR' },
  { code: 'GDN', name: 'Gdańsk Port', country: 'PL' },
];

/** The warehouse that always keeps product `index`; others may keep it too. */
export const homeWarehouse = (index: number): SampleWarehouse =>
  itemAt(SAMPLE_WAREHOUSES, (mix32(index) >>> 0) % SAMPLE_WAREHOUSES.length);

/** How many of product `index` are where: one product in twenty-five has run out, one in ten runs low. */
export function stockLevelsAt(index: number): SampleStockLevel[] {
  const draw = createDraw('stock', index);
  const home = homeWarehouse(index);
  const others = SAMPLE_WAREHOUSES.filter((warehouse) => warehouse !== home && draw.chance(0.4));
  const most = draw.pickWeighted([
    [0, 4],
    [6, 10],
    [40, 46],
    [160, 40],
  ] as const);
  return [home, ...others].map((warehouse) => ({
    productId: productId(index),
    warehouseCode: warehouse.code,
    onHand: Math.round(draw.unit() * most),
  }));
}

export function* stockLevels(): Generator<SampleStockLevel> {
  for (let index = 0; index < SAMPLE_COUNTS.products; index++) yield* stockLevelsAt(index);
}
