/** Product lines: the first word of an article's name. */
export const SERIES: readonly string[] = (
  'Aalto Alder Arden Aske Birk Bremen Brisa Calder Corvo Dalen Delta Ebba Elba Elm Falun Fjord Flint Gotland Halden ' +
  'Haven Hollis Idun Isar Juno Kalmar Kepler Kiruna Lagom Lindau Lyra Maren Mistral Nara Nordby Oda Olsen Orla Pavia ' +
  'Quill Rhea Rimini Saga Selja Sola Tarn Tivoli Ulla Vesper Wren Ystad'
).split(' ');

export interface MakerData {
  name: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

const makers = (country: string, names: string): MakerData[] =>
  names.split(', ').map((name) => ({ name, country }));

export const MAKER_DATA: readonly MakerData[] = [
  ...makers(
    'DE',
    'Kettler & Sohn, Lindhof, Werkstatt Elbe, Grauwald, Nordlicht Manufaktur, Haus Immen, Rotdorn, Tischlerei Voss',
  ),
  ...makers('DK', 'Brandt & Lund, Havn Studio, Fyn Design, Skagen Works, Lille Hus, Ostergaard'),
  ...makers('SE', 'Bjorkverk, Norrsken, Ask & Embla, Vita Huset, Dalarna Craft, Sjoberg Form'),
  ...makers('FR', 'Atelier Moreau, Maison Perrin, Bois & Lin, Fabrique du Nord, Les Filles du Port, Garonne'),
  ...makers('IT', 'Officina Verde, Bottega Sarti, Casa Lario, Fratelli Moro, Terra Bruna, Luce Piccola'),
  ...makers('PL', 'Drewno i Len, Pracownia Wisla, Baltica Home, Zielony Dom'),
  ...makers('NL', 'Van der Molen, Polder Goods, Studio Kade, De Houtzaak'),
  ...makers('PT', 'Olaria do Sul, Casa Cortica, Linho & Sal'),
  ...makers('JP', 'Hinoki Goods, Mizu Ceramics, Takumi Knives'),
  ...makers('GB', 'Moor & Fell, Harbour Lane, Thistle & Co, Peak Forge'),
];
