export interface Money {
  /** In the currency's smallest unit. */
  amountMinor: number;
  /** ISO 4217. */
  currency: string;
}

export interface ShippingEstimate {
  cost: Money;
  daysMin: number;
  daysMax: number;
}

interface Zone {
  /** For the first kilogram and for each one begun after it. */
  firstKilogramMinor: number;
  furtherKilogramMinor: number;
  /** From this price on sending is free; undefined: never. */
  freeFromMinor: number | undefined;
  daysMin: number;
  daysMax: number;
}

/** Where the shop's warehouses are. */
const NEAR = new Set(['DE', 'FR', 'PL']);
/** The rest of the European Union. */
const UNION = new Set('AT BE BG CY CZ DK EE ES FI GR HR HU IE IT LT LU LV MT NL PT RO SE SI SK'.split(' '));

const ZONES = {
  near: { firstKilogramMinor: 490, furtherKilogramMinor: 60, freeFromMinor: 7_500, daysMin: 1, daysMax: 3 },
  union: {
    firstKilogramMinor: 890,
    furtherKilogramMinor: 110,
    freeFromMinor: 15_000,
    daysMin: 2,
    daysMax: 5,
  },
  world: {
    firstKilogramMinor: 1_990,
    furtherKilogramMinor: 450,
    freeFromMinor: undefined,
    daysMin: 5,
    daysMax: 14,
  },
} as const satisfies Record<string, Zone>;

/** Above this weight a carrier of its own comes, on a day of the buyer's choice. */
const PARCEL_WEIGHT_GRAMS_MAX = 31_500;
const FREIGHT_SURCHARGE_MINOR = 3_900;
const FREIGHT_EXTRA_DAYS = 4;

export type EstimateResult =
  { kind: 'estimate'; estimate: ShippingEstimate } | { kind: 'invalid'; problem: string };

/** What sending one of a product costs and how long it takes. */
export function estimateShipping(
  product: { price: Money; weightGrams: number },
  country: string,
): EstimateResult {
  if (!/^[A-Z]{2}$/.test(country))
    return {
      kind: 'invalid',
      problem: `country must be an ISO 3166-1 alpha-2 code such as DE, not "${country}".`,
    };
  const { price, weightGrams } = product;
  const zone: Zone = zoneOf(country);
  const isFreight = weightGrams > PARCEL_WEIGHT_GRAMS_MAX;
  const furtherKilograms = Math.max(0, Math.ceil(weightGrams / 1_000) - 1);
  const isFree = !isFreight && zone.freeFromMinor !== undefined && price.amountMinor >= zone.freeFromMinor;
  const parcelMinor = zone.firstKilogramMinor + furtherKilograms * zone.furtherKilogramMinor;
  return {
    kind: 'estimate',
    estimate: {
      cost: {
        amountMinor: isFree ? 0 : parcelMinor + (isFreight ? FREIGHT_SURCHARGE_MINOR : 0),
        currency: price.currency,
      },
      daysMin: zone.daysMin + (isFreight ? FREIGHT_EXTRA_DAYS : 0),
      daysMax: zone.daysMax + (isFreight ? FREIGHT_EXTRA_DAYS : 0),
    },
  };
}

function zoneOf(country: string): Zone {
  if (NEAR.has(country)) return ZONES.near;
  return UNION.has(country) ? ZONES.union : ZONES.world;
}
