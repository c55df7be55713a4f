-- Prisma has no indexes on expressions. The query in subgraphs/storefront/accounts/src/store/user-store.ts names the same
-- expression, or the index is not used.
CREATE INDEX "users_search_idx" ON "users" USING gin (to_tsvector('simple', "name" || ' ' || translate("handle", '.-', '  ')));
