-- CreateEnum
CREATE TYPE "actor_kind" AS ENUM ('PERSON', 'MACHINE');

-- CreateEnum
CREATE TYPE "role" AS ENUM ('OWNER', 'ADMIN', 'DEVELOPER', 'GATEWAY', 'VIEWER');

-- CreateTable
CREATE TABLE "organisation" (
    "id" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "actor" (
    "id" TEXT NOT NULL,
    "kind" "actor_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "actor_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "email" TEXT,
    "active_email" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" TEXT NOT NULL,
    "organisation_id" TEXT NOT NULL,
    "actor_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "permissions" TEXT[],
    "graphs" TEXT[],
    "every_graph" BOOLEAN NOT NULL,
    "bootstrap" BOOLEAN NOT NULL DEFAULT false,
    "created_by_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "organisation_slug_key" ON "organisation"("slug");

-- CreateIndex
CREATE INDEX "organisation_created_at_id_idx" ON "organisation"("created_at", "id");

-- CreateIndex
CREATE INDEX "actor_organisation_id_idx" ON "actor"("organisation_id");

-- CreateIndex
CREATE INDEX "member_organisation_id_created_at_id_idx" ON "member"("organisation_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "member_actor_id_idx" ON "member"("actor_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_organisation_id_actor_id_key" ON "member"("organisation_id", "actor_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_organisation_id_active_email_key" ON "member"("organisation_id", "active_email");

-- CreateIndex
CREATE INDEX "api_key_organisation_id_created_at_id_idx" ON "api_key"("organisation_id", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "api_key_actor_id_idx" ON "api_key"("actor_id");

-- AddForeignKey
ALTER TABLE "actor" ADD CONSTRAINT "actor_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member" ADD CONSTRAINT "member_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "actor"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "api_key" ADD CONSTRAINT "api_key_actor_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "actor"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
