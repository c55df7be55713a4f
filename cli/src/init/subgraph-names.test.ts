import { describe, expect, it } from '@jest/globals';
import { namesOf } from './subgraph-names.js';

const names = (name: string, entity?: string) => {
  const verdict = namesOf(name, entity);
  if (verdict.kind === 'invalid') throw new Error(verdict.message);
  return verdict.names;
};

describe('the names of a new subgraph', () => {
  it('have every spelling that is needed', () => {
    expect(names('gift-cards')).toEqual({
      name: 'gift-cards',
      entity: 'GiftCard',
      one: 'giftCard',
      many: 'giftCards',
      oneFile: 'gift-card',
      manyFile: 'gift-cards',
      table: 'gift_cards',
    });
  });

  it.each([
    ['products', 'Product', 'products'],
    ['categories', 'Category', 'categories'],
    ['inventory', 'Inventory', 'inventories'],
    ['houses', 'House', 'houses'],
    ['boxes', 'Box', 'boxes'],
    ['addresses', 'Address', 'addresses'],
    ['address', 'Address', 'addresses'],
    ['status', 'Status', 'statuses'],
    ['day', 'Day', 'days'],
    ['s', 'S', 'ses'],
    ['orders2', 'Orders2', 'orders2s'],
  ])('of %s are %s and %s', (name, entity, many) => {
    expect(names(name)).toMatchObject({ entity, many });
  });

  it('follow the type where it is given', () => {
    expect(names('inventory', 'StockItem')).toMatchObject({
      name: 'inventory',
      entity: 'StockItem',
      one: 'stockItem',
      many: 'stockItems',
      table: 'stock_items',
    });
    expect(names('x', 'SMSGateway')).toMatchObject({ entity: 'SMSGateway', oneFile: 'sms-gateway' });
  });

  it.each([
    '',
    'Products',
    'gift_cards',
    '9lives',
    '-a',
    'a-',
    'a--b',
    '../x',
    'a b',
    '__proto__',
    'é',
    'x'.repeat(51),
  ])('are never "%s"', (name) => {
    expect(namesOf(name)).toMatchObject({ kind: 'invalid' });
  });

  it.each([['queries'], ['dates'], ['classes'], ['promise'], ['page-info']])(
    'are not taken by others: %s',
    (name) => {
      expect(namesOf(name)).toMatchObject({
        kind: 'invalid',
        fix: expect.stringContaining('--entity') as unknown,
      });
      expect(namesOf(name, 'Thing')).toMatchObject({ kind: 'valid' });
    },
  );

  it.each(['thing', 'A B', 'X'.repeat(51), 'Query', '{{x}}'])('have no type called "%s"', (entity) => {
    expect(namesOf('things', entity)).toMatchObject({ kind: 'invalid' });
  });
});
