-- Prisma has no indexes on expressions. The query in subgraphs/storefront/products/src/store/search-store.ts names the same
-- expressions, or the indexes are not used.
CREATE INDEX "products_search_idx" ON "products" USING gin (to_tsvector('simple', "search_text"));
CREATE INDEX "brands_search_idx" ON "brands" USING gin (to_tsvector('simple', "name"));
CREATE INDEX "categories_search_idx" ON "categories" USING gin (to_tsvector('simple', "name"));

-- Prisma has no checks.
ALTER TABLE "products"
  ADD CONSTRAINT "products_price_check" CHECK ("price_minor" >= 0),
  ADD CONSTRAINT "products_weight_check" CHECK ("weight_grams" >= 0);
