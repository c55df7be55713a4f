-- CreateEnum
CREATE TYPE "audit_outcome" AS ENUM ('DONE', 'REFUSED', 'FAILED');

-- CreateTable
CREATE TABLE "audit_entries" (
    "id" UUID NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "action" TEXT NOT NULL,
    "outcome" "audit_outcome" NOT NULL,
    "target_id" TEXT NOT NULL,
    "target_name" TEXT NOT NULL,
    "graph_name" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "actor_kind" TEXT NOT NULL,
    "actor_name" TEXT NOT NULL,
    "key_id" TEXT,
    "request_id" TEXT,
    "changes" JSONB NOT NULL,
    "reason_codes" TEXT[],

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "audit_entries_organisation_id_occurred_at_id_idx" ON "audit_entries"("organisation_id", "occurred_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "audit_entries_occurred_at_idx" ON "audit_entries"("occurred_at");

-- Append only. The role that owns the table could lift this; a statement that only goes wrong cannot.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The retention job says, for its transaction, up to which moment entries may go.
  IF TG_OP = 'DELETE' THEN
    IF OLD."occurred_at" < NULLIF(current_setting('kontor.audit_prune_before', true), '')::timestamptz THEN
      RETURN OLD;
    END IF;
  END IF;
  RAISE EXCEPTION 'the audit log is append only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER "audit_append_only" BEFORE UPDATE OR DELETE ON "audit_entries"
  FOR EACH ROW EXECUTE FUNCTION "refuse_audit_change"();
CREATE TRIGGER "audit_no_truncate" BEFORE TRUNCATE ON "audit_entries"
  FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
