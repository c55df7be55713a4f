/** A kind of article: what it is called, what it costs in cents, what it weighs in grams. */
export interface ArticleKind {
  noun: string;
  priceMinor: readonly [min: number, max: number];
  weightGrams: readonly [min: number, max: number];
}

export interface CategoryData {
  /** First part of the article numbers. */
  code: string;
  slug: string;
  name: string;
  articles: readonly ArticleKind[];
  /** What the articles are made of or look like; the first is the plainest and cheapest. */
  finishes: readonly string[];
  /** What the description can praise. */
  virtues: readonly string[];
}

const article = (
  noun: string,
  euroMin: number,
  euroMax: number,
  gramsMin: number,
  gramsMax: number,
): ArticleKind => ({
  noun,
  priceMinor: [euroMin * 100, euroMax * 100],
  weightGrams: [gramsMin, gramsMax],
});

export const CATEGORY_DATA: readonly CategoryData[] = [
  {
    code: 'CHR',
    slug: 'chairs',
    name: 'Chairs',
    articles: [
      article('Dining Chair', 69, 289, 4200, 7800),
      article('Armchair', 189, 749, 11000, 24000),
      article('Desk Chair', 99, 549, 9000, 18000),
      article('Bar Stool', 59, 219, 3900, 8200),
      article('Rocking Chair', 149, 459, 8000, 15000),
    ],
    finishes: ['Pine', 'Beech', 'Oak', 'Walnut'],
    virtues: [
      'a seat that stays comfortable through a long dinner',
      'joints glued and pegged by hand',
      'felt pads that are kind to wooden floors',
    ],
  },
  {
    code: 'TBL',
    slug: 'tables',
    name: 'Tables',
    articles: [
      article('Dining Table', 249, 1490, 28000, 62000),
      article('Coffee Table', 99, 549, 9000, 24000),
      article('Side Table', 49, 229, 3500, 9000),
      article('Writing Desk', 179, 899, 18000, 39000),
      article('Console Table', 119, 489, 11000, 22000),
    ],
    finishes: ['Birch', 'Ash', 'Oak', 'Smoked Oak'],
    virtues: [
      'a top oiled three times',
      'legs that come off for moving house',
      'a surface that forgives hot cups',
    ],
  },
  {
    code: 'STO',
    slug: 'storage',
    name: 'Shelves & Storage',
    articles: [
      article('Bookcase', 129, 649, 22000, 48000),
      article('Wall Shelf', 29, 139, 1800, 6200),
      article('Sideboard', 289, 1290, 32000, 64000),
      article('Chest of Drawers', 189, 799, 26000, 52000),
      article('Shoe Rack', 39, 159, 4200, 11000),
    ],
    finishes: ['White', 'Birch', 'Oak', 'Black Ash'],
    virtues: [
      'drawers that close without a sound',
      'shelves that carry forty kilograms each',
      'a back panel for cables',
    ],
  },
  {
    code: 'LGT',
    slug: 'lighting',
    name: 'Lighting',
    articles: [
      article('Pendant Lamp', 49, 389, 900, 4200),
      article('Table Lamp', 35, 229, 800, 3600),
      article('Floor Lamp', 79, 449, 4200, 9800),
      article('Wall Lamp', 29, 179, 500, 2200),
      article('Reading Lamp', 39, 189, 900, 2800),
    ],
    finishes: ['Linen', 'Opal Glass', 'Brass', 'Black Steel'],
    virtues: [
      'a warm light at 2700 kelvin',
      'a dimmer that goes down to candlelight',
      'a textile cable in a matching colour',
    ],
  },
  {
    code: 'TXT',
    slug: 'textiles',
    name: 'Home Textiles',
    articles: [
      article('Throw Blanket', 39, 189, 700, 2100),
      article('Cushion', 15, 79, 300, 1200),
      article('Curtain', 29, 159, 900, 2800),
      article('Rug', 59, 690, 2500, 14000),
      article('Bath Towel', 12, 49, 350, 900),
    ],
    finishes: ['Cotton', 'Linen', 'Wool', 'Merino'],
    virtues: [
      'a weave that gets softer with every wash',
      'colours that hold at sixty degrees',
      'edges turned twice',
    ],
  },
  {
    code: 'BED',
    slug: 'bedding',
    name: 'Beds & Bedding',
    articles: [
      article('Duvet Cover', 39, 189, 900, 2200),
      article('Bed Frame', 249, 1290, 32000, 68000),
      article('Mattress Topper', 99, 389, 3900, 9800),
      article('Pillow', 25, 129, 600, 1700),
      article('Fitted Sheet', 19, 79, 400, 1100),
    ],
    finishes: ['Cotton', 'Percale', 'Flannel', 'Linen'],
    virtues: ['a cool hand in summer', 'certified organic yarn', 'buttons made of shell'],
  },
  {
    code: 'CKW',
    slug: 'cookware',
    name: 'Cookware',
    articles: [
      article('Frying Pan', 29, 189, 900, 2600),
      article('Casserole', 59, 329, 2400, 6800),
      article('Saucepan', 25, 149, 700, 2100),
      article('Wok', 35, 169, 1300, 2900),
      article('Roasting Tin', 29, 129, 1400, 3900),
    ],
    finishes: ['Steel', 'Cast Iron', 'Copper', 'Enamelled'],
    virtues: [
      'even heat up to the rim',
      'a handle that stays cool',
      'a base for every hob, induction included',
    ],
  },
  {
    code: 'KNF',
    slug: 'kitchen-tools',
    name: 'Kitchen Tools',
    articles: [
      article("Chef's Knife", 39, 289, 180, 420),
      article('Bread Knife', 29, 189, 160, 380),
      article('Chopping Board', 19, 119, 800, 3900),
      article('Pepper Mill', 25, 99, 200, 700),
      article('Mixing Bowl', 15, 79, 400, 1900),
    ],
    finishes: ['Beech', 'Olive Wood', 'Stainless', 'Damascus'],
    virtues: [
      'a balance that makes work light',
      'steel that takes an edge and keeps it',
      'wood from managed forests',
    ],
  },
  {
    code: 'TBW',
    slug: 'tableware',
    name: 'Tableware',
    articles: [
      article('Dinner Plate', 9, 49, 400, 900),
      article('Cereal Bowl', 8, 39, 250, 600),
      article('Coffee Mug', 9, 35, 250, 480),
      article('Water Glass', 6, 29, 150, 380),
      article('Cutlery Set', 39, 249, 900, 2200),
    ],
    finishes: ['Porcelain', 'Stoneware', 'Speckled', 'Hand-Thrown'],
    virtues: ['a glaze that no fork scratches', 'shapes that stack', 'no fear of the dishwasher'],
  },
  {
    code: 'COF',
    slug: 'coffee-tea',
    name: 'Coffee & Tea',
    articles: [
      article('Espresso Maker', 29, 149, 500, 1400),
      article('Coffee Grinder', 49, 389, 900, 4200),
      article('Teapot', 25, 119, 600, 1600),
      article('Kettle', 35, 189, 900, 2200),
      article('French Press', 25, 109, 600, 1500),
    ],
    finishes: ['Glass', 'Steel', 'Copper', 'Matt Black'],
    virtues: ['a spout that does not drip', 'spare parts for every piece of it', 'burrs of hardened steel'],
  },
  {
    code: 'GRD',
    slug: 'garden',
    name: 'Garden',
    articles: [
      article('Watering Can', 19, 89, 600, 2400),
      article('Garden Bench', 129, 649, 14000, 32000),
      article('Plant Pot', 12, 129, 800, 9800),
      article('Pruning Shears', 19, 99, 200, 450),
      article('Fire Bowl', 89, 449, 9000, 28000),
    ],
    finishes: ['Zinc', 'Terracotta', 'Acacia', 'Weathered Steel'],
    virtues: ['winters outside without harm', 'a rim that does not chip', 'blades that can be exchanged'],
  },
  {
    code: 'OUT',
    slug: 'outdoor',
    name: 'Camping & Outdoor',
    articles: [
      article('Two-Person Tent', 149, 690, 1900, 4200),
      article('Sleeping Bag', 79, 489, 800, 2200),
      article('Camping Stove', 29, 169, 300, 1400),
      article('Headlamp', 19, 99, 80, 220),
      article('Water Bottle', 12, 49, 150, 480),
    ],
    finishes: ['Light', 'Trek', 'Alpine', 'Expedition'],
    virtues: [
      'a packed size that surprises',
      'seams that were taped, not just sewn',
      'a repair kit in the bag',
    ],
  },
  {
    code: 'BAG',
    slug: 'bags',
    name: 'Bags & Luggage',
    articles: [
      article('Backpack', 49, 249, 600, 1900),
      article('Weekend Bag', 69, 329, 900, 2100),
      article('Cabin Suitcase', 99, 449, 2200, 3900),
      article('Tote', 19, 129, 200, 800),
      article('Laptop Sleeve', 19, 79, 150, 420),
    ],
    finishes: ['Canvas', 'Recycled', 'Waxed', 'Leather'],
    virtues: ['zips that do not catch', 'a back that breathes', 'a pocket for everything and a key hook'],
  },
  {
    code: 'OFF',
    slug: 'stationery',
    name: 'Desk & Stationery',
    articles: [
      article('Notebook', 6, 39, 150, 620),
      article('Fountain Pen', 25, 289, 15, 48),
      article('Desk Organiser', 19, 99, 400, 1900),
      article('Letter Tray', 15, 79, 500, 1600),
      article('Pencil Case', 9, 49, 60, 240),
    ],
    finishes: ['Grey', 'Cork', 'Brass', 'Walnut'],
    virtues: ['paper that ink does not bleed through', 'a weight that stays put', 'pages that lie flat'],
  },
  {
    code: 'TOY',
    slug: 'toys',
    name: 'Toys & Games',
    articles: [
      article('Building Blocks', 19, 129, 900, 3900),
      article('Puzzle', 12, 49, 400, 1200),
      article('Board Game', 19, 69, 700, 2200),
      article('Pull-Along Animal', 15, 49, 300, 800),
      article('Play Kitchen', 79, 289, 9000, 19000),
    ],
    finishes: ['Wooden', 'Painted', 'Natural', 'Rainbow'],
    virtues: ['corners that little hands can trust', 'water-based colours', 'rules that fit on one page'],
  },
  {
    code: 'BTH',
    slug: 'bathroom',
    name: 'Bathroom',
    articles: [
      article('Soap Dispenser', 12, 69, 300, 900),
      article('Bath Mat', 15, 79, 500, 1900),
      article('Laundry Basket', 29, 129, 1400, 3900),
      article('Shower Caddy', 19, 89, 700, 2200),
      article('Mirror', 39, 289, 2200, 9800),
    ],
    finishes: ['White', 'Bamboo', 'Concrete', 'Brushed Steel'],
    virtues: ['no rust, ever', 'a foot that does not slip', 'a fixing that needs no drill'],
  },
  {
    code: 'AUD',
    slug: 'audio',
    name: 'Audio',
    articles: [
      article('Bluetooth Speaker', 39, 349, 400, 2900),
      article('Headphones', 49, 429, 180, 420),
      article('Turntable', 149, 890, 4200, 9800),
      article('Radio', 59, 289, 900, 3200),
      article('Soundbar', 129, 790, 2200, 6200),
    ],
    finishes: ['Graphite', 'Sand', 'Oak', 'Midnight'],
    virtues: [
      'a middle that makes voices sound like people',
      'twenty hours on one charge',
      'buttons one finds in the dark',
    ],
  },
  {
    code: 'BKE',
    slug: 'cycling',
    name: 'Cycling',
    articles: [
      article('Bicycle Helmet', 39, 229, 220, 480),
      article('Pannier', 39, 169, 600, 1500),
      article('Bike Light', 15, 129, 60, 280),
      article('Saddle', 29, 169, 250, 620),
      article('Floor Pump', 25, 99, 900, 2200),
    ],
    finishes: ['City', 'Touring', 'Gravel', 'Race'],
    virtues: ['rain that stays outside', 'a mount that holds on cobblestones', 'spare parts for ten years'],
  },
  {
    code: 'CAN',
    slug: 'candles-fragrance',
    name: 'Candles & Fragrance',
    articles: [
      article('Scented Candle', 12, 69, 250, 900),
      article('Candle Holder', 9, 79, 200, 1400),
      article('Room Diffuser', 19, 89, 300, 700),
      article('Incense Set', 9, 39, 80, 260),
      article('Lantern', 25, 149, 900, 3900),
    ],
    finishes: ['Cedar', 'Fig', 'Sea Salt', 'Amber'],
    virtues: ['a wax that burns without soot', 'a scent that does not shout', 'forty hours of light'],
  },
  {
    code: 'PET',
    slug: 'pets',
    name: 'Pets',
    articles: [
      article('Dog Bed', 39, 229, 1900, 5200),
      article('Cat Tree', 59, 289, 9000, 22000),
      article('Feeding Bowl', 9, 49, 300, 1200),
      article('Dog Lead', 15, 79, 120, 420),
      article('Scratching Post', 25, 129, 2200, 7800),
    ],
    finishes: ['Felt', 'Rope', 'Canvas', 'Rattan'],
    virtues: [
      'a cover that comes off and goes into the wash',
      'a base that no leap tips over',
      'seams that stand teeth',
    ],
  },
];
