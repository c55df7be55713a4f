export { startProducts, type ProductsOptions } from './server.js';
