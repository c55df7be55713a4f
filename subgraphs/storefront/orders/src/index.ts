export { startOrders, type OrdersOptions, type Upstreams } from './server.js';
