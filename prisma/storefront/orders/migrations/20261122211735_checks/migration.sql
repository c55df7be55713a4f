-- Prisma has no checks.
ALTER TABLE "order_lines"
  ADD CONSTRAINT "order_lines_quantity_check" CHECK ("quantity" > 0),
  ADD CONSTRAINT "order_lines_unit_price_check" CHECK ("unit_price_minor" >= 0);
ALTER TABLE "orders"
  ADD CONSTRAINT "orders_total_check" CHECK ("total_minor" >= 0),
  -- The job that completes orders finds those at work, and only those, by next_attempt_at.
  ADD CONSTRAINT "orders_next_attempt_check" CHECK (("status" IN ('PENDING', 'CANCELLING')) = ("next_attempt_at" IS NOT NULL));
