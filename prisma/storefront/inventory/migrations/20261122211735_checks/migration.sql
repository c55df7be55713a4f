-- Prisma has no checks. This one is the last line of defence against overselling.
ALTER TABLE "stock_levels"
  ADD CONSTRAINT "stock_levels_reserved_check" CHECK ("reserved" >= 0 AND "reserved" <= "on_hand");
ALTER TABLE "allocations" ADD CONSTRAINT "allocations_quantity_check" CHECK ("quantity" > 0);
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_quantity_check" CHECK ("quantity" > 0);

-- Prisma has no indexes on expressions. For what runs low, fewest available first (store/stock-level-store.ts).
CREATE INDEX "stock_levels_available_idx" ON "stock_levels" (("on_hand" - "reserved"), "product_id", "warehouse_code");
