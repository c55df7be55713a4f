import { describe, expect, it } from '@jest/globals';
import { renderSubgraph } from './render-subgraph.js';
import { namesOf } from './subgraph-names.js';

const verdict = namesOf('gift-cards');
const names = verdict.kind === 'valid' ? verdict.names : undefined;
if (!names) throw new Error('a valid name');
const facts = { names, graph: 'Shop', folder: 'subgraphs/gift-cards', port: 4107, version: '1.2.3' };
const render = (text: string, path = 'x.ts') => renderSubgraph([{ path, text }], facts)[0];

describe('a rendered subgraph', () => {
  it('speaks of its own things, in every spelling', () => {
    const text =
      "type Sprocket; createSprocket(sprocket); listSprockets(sprockets); import './{{item}}-store.js' '{{table}}'";
    expect(render(text)?.text).toBe(
      "type GiftCard; createGiftCard(giftCard); listGiftCards(giftCards); import './gift-card-store.js' 'gift_cards'",
    );
  });

  it('knows graph, folder, port, package and the variable of its database', () => {
    expect(
      render('{{graph}} {{name}} {{folder}} {{port}} {{version}} {{package}} {{databaseVariable}}')?.text,
    ).toBe('Shop gift-cards subgraphs/gift-cards 4107 1.2.3 @shop/gift-cards SHOP_GIFT_CARDS_DATABASE_URL');
  });

  it('has its files named after it, and those that npm leaves out under their right name', () => {
    expect(render('', 'src/store/{{item}}-store.ts')?.path).toBe('src/store/gift-card-store.ts');
    expect(render('', 'gitignore')?.path).toBe('.gitignore');
  });

  it('is never written with a hole in it', () => {
    expect(() => render('{{nobody}}')).toThrow(/nobody/);
  });
});
