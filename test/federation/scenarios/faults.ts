import type { Scenario } from '../scenario.js';
import { dead, failedElsewhere, failedInside, mistyped, withoutFirstEntity } from '../spoilt-answers.js';

const ITEMS = {
  catalogue: `type Query { item: Item! items: [Item!]! }
    type Item @key(fields: "id") { id: ID! comments: [Comment!]! maker: Maker! size: Size! }
    type Comment { text: String }
    type Maker @key(fields: "id") { id: ID! }
    type Size { width: Int }`,
  estimates: `type Item @key(fields: "id") {
      id: ID! comments: [Comment!]! @external size: Size! @external
      mood: String @requires(fields: "comments { text }")
      box: String @requires(fields: "size { width }")
      lid: String @requires(fields: "size { width }")
      label: String
    }
    type Comment { text: String @external }
    type Size { width: Int @external }`,
  fees: 'type Item @key(fields: "id") { id: ID! mood: String @external fee: Int @requires(fields: "mood") }',
  makers: 'type Maker @key(fields: "id") { id: ID! name: String }',
  taxes: `type Item @key(fields: "id") {
      id: ID! maker: Maker! @external tax: Int @requires(fields: "maker { name }")
    }
    type Maker @key(fields: "id") { id: ID! name: String @external }`,
};

const ORDERS = {
  orders: `type Query { orders: [Order!]! }
    type Order @key(fields: "number customer { id }") { number: Int! customer: Customer! }
    type Customer @key(fields: "id") { id: ID! }`,
  invoices: `type Order @key(fields: "number customer { id }") { number: Int! customer: Customer! total: Int }
    type Customer @key(fields: "id") { id: ID! }`,
};

const MEDIA = {
  catalogue: `type Query { media: [Media!]! }
    interface Media @key(fields: "id") { id: ID! }
    type Book implements Media @key(fields: "id") { id: ID! pages: Int! }
    type Film implements Media @key(fields: "id") { id: ID! minutes: Int }`,
  ratings: `type Query { top: [Media] } type Media @key(fields: "id") @interfaceObject { id: ID! rating: Rating! rank: Int! note: String }
    type Rating { stars: Int note: String by: Person } type Person @key(fields: "id") { id: ID! }`,
  people: 'type Person @key(fields: "id") { id: ID! name: String! }',
};

const BOXES = {
  boxes: `type Query { boxes: [Box!]! }
    type Box @key(fields: "id") { id: ID! size: Size! @shareable }
    type Size @shareable { width: Int! }`,
  depths: `type Box @key(fields: "id") { id: ID! size: Size! @shareable label: String! }
    type Size @shareable { width: Int! depth: Int }`,
};

export const FAULTS: readonly Scenario[] = [
  {
    name: 'tells of a field that was not asked for, because a list that it requires is an object',
    cause: 'Nothing was sent, and nobody had asked for the list itself: null without an error.',
    subgraphs: ITEMS,
    operation: '{ item { mood } }',
    faults: { answers: { catalogue: mistyped('item.comments') } },
    expected: { item: { mood: null } },
    errors: [{ path: ['item', 'mood'], code: 'SUBGRAPH_RESPONSE_INVALID' }],
  },
  {
    name: 'tells of fields that were not asked for, because an object that they require is a list',
    cause: 'Nothing was sent for them: null without an error.',
    subgraphs: ITEMS,
    operation: '{ items { box lid label } }',
    faults: { answers: { catalogue: mistyped('items.size') } },
    expected: {
      items: [
        { box: null, lid: null, label: 'label\njo6dti' },
        { box: null, lid: null, label: 'label\njo6dti' },
      ],
    },
    errors: [
      { path: ['items', 0], code: 'SUBGRAPH_RESPONSE_INVALID' },
      { path: ['items', 1], code: 'SUBGRAPH_RESPONSE_INVALID' },
    ],
  },
  {
    name: 'tells of a field that requires one that was not asked for',
    cause: 'Neither was sent, and nothing told: null without an error.',
    subgraphs: ITEMS,
    operation: '{ item { f: fee } }',
    faults: { answers: { catalogue: mistyped('item.comments') } },
    expected: { item: { f: null } },
    errors: [{ path: ['item'], code: 'SUBGRAPH_RESPONSE_INVALID' }],
  },
  {
    name: 'tells of an entity whose key is of a wrong type',
    cause: 'Nothing was sent, and nobody had asked for the key: null without an error.',
    subgraphs: ORDERS,
    operation: '{ orders { t: total } }',
    faults: { answers: { orders: mistyped('orders.customer') } },
    expected: { orders: [{ t: null }, { t: null }] },
    errors: [
      { path: ['orders', 0, 't'], code: 'SUBGRAPH_RESPONSE_INVALID' },
      { path: ['orders', 1, 't'], code: 'SUBGRAPH_RESPONSE_INVALID' },
    ],
  },
  {
    name: 'tells of a field whose requirement a dead subgraph has, at a place that the client sees',
    cause:
      'The error named a field that nobody had asked for, and no error was on the way to the one that was null.',
    subgraphs: ITEMS,
    operation: '{ item { tax } }',
    faults: { answers: { makers: dead } },
    expected: { item: { tax: null } },
    errors: [{ path: ['item'], code: 'SUBGRAPH_UNAVAILABLE' }],
  },
  {
    name: 'tells of a field whose requirement a dead subgraph has, where the client asks for that, too',
    cause: 'The error was about the requirement alone.',
    subgraphs: ITEMS,
    operation: '{ item { maker { name } tax } }',
    faults: { answers: { makers: dead } },
    expected: { item: { maker: { name: null }, tax: null } },
    errors: [
      { path: ['item', 'maker'], code: 'SUBGRAPH_UNAVAILABLE' },
      { path: ['item'], code: 'SUBGRAPH_RESPONSE_INVALID' },
    ],
  },
  {
    name: 'tells of an error at a place that nobody asked for',
    cause: 'It was taken for one of what is fetched beyond what the client sees: null without an error.',
    subgraphs: ITEMS,
    operation: '{ item { label } }',
    faults: { answers: { catalogue: failedElsewhere } },
    expected: null,
    errors: [{ path: ['item'], code: 'SUBGRAPH_ERROR' }],
  },
  {
    name: 'tells once of an entity that failed as a whole',
    cause: 'What requires some of it was told of again, as the fault of a subgraph that was not asked.',
    subgraphs: ITEMS,
    operation: '{ items { mood fee } }',
    faults: { answers: { estimates: withoutFirstEntity } },
    // Both are the same item.
    expected: {
      items: [
        { mood: null, fee: null },
        { mood: null, fee: null },
      ],
    },
    errors: [
      { path: ['items', 0], code: 'SUBGRAPH_ERROR' },
      { path: ['items', 1], code: 'SUBGRAPH_ERROR' },
    ],
  },
  {
    name: 'tells nothing of a field that an interface object was asked for in vain',
    cause:
      'The subgraph cannot tell books from films; its error was told of a film, which shows no such field.',
    subgraphs: MEDIA,
    operation: '{ media { __typename rank ... on Book { rating { stars note } } } }',
    faults: { fields: ['Rating.stars'] },
    expected: {
      media: [
        { __typename: 'Book', rank: 1404, rating: { stars: null, note: 'note6cn2dn' } },
        { __typename: 'Film', rank: 1713 },
      ],
    },
    errors: [{ path: ['media', 0, 'rating', 'stars'], code: 'SUBGRAPH_ERROR' }],
  },
  {
    name: 'tells once of a field that failed beside one that an interface object was asked for in vain',
    cause: 'Null rose to the entity, and both errors seemed to be about what the client misses.',
    subgraphs: MEDIA,
    operation: '{ media { __typename note ... on Book { rating { stars note } } } }',
    faults: { fields: ['Film.rating', 'Film.note'] },
    expected: {
      media: [
        { __typename: 'Book', note: null, rating: { stars: 1894, note: 'note6cn2dn' } },
        { __typename: 'Film', note: null },
      ],
    },
    errors: [{ path: ['media', 1, 'note'], code: 'SUBGRAPH_ERROR' }],
  },
  {
    name: 'tells of an entity that became null with what an interface object was asked for in vain',
    cause: 'Only the field that the client does not see had an error: null without one for the others.',
    subgraphs: MEDIA,
    operation: '{ media { __typename note ... on Book { rating { stars } } } }',
    faults: { answers: { ratings: failedInside('rating') } },
    expected: null,
    errors: [
      { path: ['media', 0, 'rating'], code: 'SUBGRAPH_ERROR' },
      { path: ['media', 1], code: 'SUBGRAPH_ERROR' },
    ],
  },
  {
    name: 'tells nothing of what an interface object was asked for in vain, on the way to other entities',
    cause: 'What is below it is asked for of all media, too, so that it seemed to be needed.',
    subgraphs: MEDIA,
    operation: '{ media { __typename ... on Book { rating { stars by { name } } } } }',
    faults: { fields: ['Rating.by'] },
    expected: { media: [{ __typename: 'Book', rating: { stars: 1894, by: null } }, { __typename: 'Film' }] },
    errors: [{ path: ['media', 0, 'rating', 'by'], code: 'SUBGRAPH_ERROR' }],
  },
  {
    name: 'tells of a field that failed where the type of its object is not known by then',
    cause: 'Null had risen above the object, and with it what tells that the field is shown.',
    subgraphs: MEDIA,
    operation: '{ top { ... on Book { pages } } }',
    faults: { fields: ['Book.pages'] },
    expected: { top: [{}, null] },
    errors: [{ path: ['top', 1, 'pages'], code: 'SUBGRAPH_ERROR' }],
  },
  {
    name: 'tells of an object that another subgraph has sent, where this one sends a list',
    cause: 'It could not be put to what was there, and was dropped: null without an error.',
    subgraphs: BOXES,
    operation: '{ boxes { size { width depth } label } }',
    faults: { answers: { depths: mistyped('_entities.size') } },
    expected: {
      boxes: [
        { size: { width: 1479, depth: null }, label: 'label-b4fx8q' },
        { size: { width: 1481, depth: null }, label: 'label-2x8re' },
        { size: { width: 1479, depth: null }, label: 'label-b4fx8q' },
      ],
    },
    errors: [
      { path: ['boxes', 0], code: 'SUBGRAPH_RESPONSE_INVALID' },
      { path: ['boxes', 1], code: 'SUBGRAPH_RESPONSE_INVALID' },
      { path: ['boxes', 2], code: 'SUBGRAPH_RESPONSE_INVALID' },
    ],
  },
  {
    name: 'takes null for an object that is required, where the client asks more of it and that fails',
    cause:
      'Object and requirement are fetched together: null rises from what the client asks of the object, and takes along what another field requires of it.',
    remains: true,
    subgraphs: {
      catalogue: `type Query { item: Item! }
        type Item @key(fields: "id") { id: ID! parts: Size } type Size { width: Int text: String! }`,
      estimates: `type Item @key(fields: "id") {
        id: ID! parts: Size @external box: String @requires(fields: "parts { width }") }
        type Size { width: Int @external }`,
    },
    operation: '{ item { box parts { text } } }',
    faults: { fields: ['Size.text'] },
    expected: { item: { box: null, parts: null } },
    // The subgraph complains of what it is sent.
    errors: [
      { path: ['item', 'parts', 'text'], code: 'SUBGRAPH_ERROR' },
      { path: ['item', 'box'], code: 'SUBGRAPH_ERROR' },
    ],
  },
];
